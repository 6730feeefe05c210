import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatEntry, type Entry } from '@keyturn/protocols/audit'
import {
  append,
  createSigner,
  emptyFrontier,
  formatCheckpoint,
  formatVerifierKey,
  hashLeaf,
  rootOf,
  signNote,
  type Signer,
} from '@keyturn/protocols/tlog'
import { audit } from './index.ts'

export const origin = 'keyturn.corp.example/audit'
export const signer = createSigner(origin, Buffer.alloc(32, 1))
export const pin = formatVerifierKey(signer.key)

export function anEntry(index: number): Entry {
  return {
    index,
    at: new Date(Date.UTC(2026, 10, 21, 8, 0, index)).toISOString(),
    type: 'reset.setting',
    outcome: 'announced',
    account: { id: '0f8c6a1e-0000-4000-8000-000000000001', sid: 'S-1-5-21-1-2-3-1104' },
    origin: { address: '10.1.2.3', device: 'pc-Jürgen' },
    facts: { reset: `r${index}` },
  }
}

export function someEntries(count: number): Entry[] {
  return Array.from({ length: count }, (_, index) => anEntry(index))
}

export function treeOf(entries: readonly Entry[]) {
  return entries.map((entry) => hashLeaf(formatEntry(entry))).reduce(append, emptyFrontier)
}

export function noteOf(entries: readonly Entry[], by: Signer): string {
  const tree = treeOf(entries)
  return signNote(formatCheckpoint({ origin, size: tree.size, root: rootOf(tree) }), by)
}

export function renumber(line: string | undefined, index: number): string {
  return (line ?? '').replace(/"index":\d+/, `"index":${index}`)
}

export const ended = (line: string) => `${line}\n`

export async function run(argv: readonly string[], socket = '') {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const code = await audit(argv, socket, { out: say, err: say })
  return { code, said: said.join('\n') }
}

export async function anEmptyFolder() {
  const path = await mkdtemp(join(tmpdir(), 'keyturn-export-'))
  return {
    path,
    verify: async (...options: readonly string[]) => await run(['verify', path, ...options]),
    async change(file: string, how: (text: string) => string) {
      await writeFile(join(path, file), how(await readFile(join(path, file), 'utf8')))
    },
    [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }),
  }
}

export async function anExport(entries: readonly Entry[], by = signer) {
  const folder = await anEmptyFolder()
  await writeFile(join(folder.path, 'entries.jsonl'), entries.map(formatEntry).map(ended).join(''))
  await writeFile(join(folder.path, 'checkpoint'), noteOf(entries, by))
  await writeFile(join(folder.path, 'verifier-key'), `${formatVerifierKey(by.key)}\n`)
  return folder
}
