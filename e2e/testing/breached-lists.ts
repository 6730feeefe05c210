import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { ntHash } from '@keyturn/protocols/breached'

const run = promisify(execFile)
const program = resolve(import.meta.dirname, '../../bin/keyturn')

export interface SigningKey {
  readonly file: string
  /** What servers pin. */
  readonly verifierKey: string
}

/** As an administrator makes it, on whatever machine. */
export async function newSigningKey(folder: string): Promise<SigningKey> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'breached.key')
  const { stdout } = await run(program, ['breached', 'key', 'corp.example/breached', file])
  return { file, verifierKey: stdout.trimEnd() }
}

/** `keyturn breached build` from hashes as they are published, among many of passwords that nobody has. */
export async function buildList(
  out: string,
  passwords: readonly string[],
  { file }: SigningKey,
): Promise<void> {
  const others = Array.from({ length: 2_000 }, (_, i) => `nobody has this one ${i}`)
  const rows = [...passwords, ...others].map(
    (one) => `${Buffer.from(ntHash(one)).toString('hex').toUpperCase()}:3`,
  )
  const list = `${out}.txt`
  await writeFile(list, `${rows.join('\r\n')}\r\n`)
  await run(program, ['breached', 'build', '--from', list, '--out', out, '--signing-key', file])
}
