import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { aHash } from '../../protocols/breached/testing.ts'
import { breached } from './index.ts'

/** As the public list has them. */
export function rowsOf(count: number, from = 0): string {
  return Array.from({ length: count }, (_, i) => row(from + i)).join('')
}

function row(seed: number): string {
  return `${aHash(seed).toString('hex').toUpperCase()}:${seed + 1}\r\n`
}

export async function aFolder() {
  const path = await mkdtemp(join(tmpdir(), 'keyturn-breached-'))
  const at = (name: string) => join(path, name)
  return {
    at,
    write: async (name: string, content: string | Uint8Array) => {
      await writeFile(at(name), content)
      return at(name)
    },
    read: async (name: string) => await readFile(at(name)),
    [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }),
  }
}

/** One run of the command as somebody at a terminal sees it. */
export async function run(argv: readonly string[], typed: string | Readable = '') {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const input = typeof typed === 'string' ? Readable.from([Buffer.from(typed)]) : typed
  const now = () => new Date('2026-11-21T06:00:00Z')
  try {
    const code = await breached(argv, { out: say, err: say, input, now })
    return { code, said: said.join('\n') }
  } catch (error) {
    return { code: 2, said: [...said, String(error)].join('\n') }
  }
}
