import { readSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import {
  checkWhole,
  createFinder,
  headLength,
  openHead,
  type Checked,
  type Finding,
  type ReadAt,
  type Statement,
} from '@keyturn/protocols/breached'
import type { VerifierKey } from '@keyturn/protocols/tlog'

/** A list on the disk, whose head is signed and fits the file, and whose upper pages are right. Stays readable when another file gets its name. */
export interface ListFile extends AsyncDisposable {
  readonly statement: Statement
  /** Changes whenever the file may have. */
  readonly version: string
  /** Blocks until the disk has answered: see docs/decisions/0010-breached-passwords.md. @throws if it does not. */
  find(hash: Uint8Array): Finding
  /** Every byte, a few hundred kilobytes at a time; other work goes on in between. */
  check(): Promise<Checked>
}

export type OpenedListFile =
  | { readonly ok: true; readonly list: ListFile }
  | { readonly ok: false; readonly why: string }

/** The length of a block or page is 16 bits. */
const longestRead = 65_536

const reasons = {
  malformed: 'it is not a list of breached passwords',
  unsigned: 'nobody signed it',
  'unknown-key': 'it is not signed by the configured key',
  'bad-signature': 'it was changed after it was signed',
} as const

/** @throws if the file system does not give it. */
export async function openListFile(path: string, key: VerifierKey): Promise<OpenedListFile> {
  await using stack = new AsyncDisposableStack()
  const file = await open(path, 'r')
  stack.defer(() => file.close())
  const version = await versionOf(file)
  const { size } = await file.stat()
  const head = openHead(await read(file, 0, headLength), key)
  if (!head.ok) return { ok: false, why: reasons[head.why] }
  const { statement } = head
  const end = statement.root.offset + statement.root.length
  if (end !== size) return { ok: false, why: `it has ${size} bytes, and should have ${end}` }
  const finder = createFinder(statement, readerOf(file))
  if (!(await finder.preload((offset, length) => read(file, offset, length))))
    return { ok: false, why: 'it is damaged' }
  const opened = stack.move()
  const list: ListFile = {
    statement,
    version,
    find: (hash) => finder.find(hash),
    async check() {
      const checked = await checkWhole(statement, (offset, length) => read(file, offset, length))
      const same = (await versionOf(file)) === version
      return checked.ok && !same ? { ok: false, why: 'it was written to while it was looked at' } : checked
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
  return { ok: true, list }
}

/** What tells one file from the next under the same name, and a file from itself after it was written to. */
export function versionIn(stat: {
  readonly dev: number
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
}): string {
  return [stat.dev, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(' ')
}

async function versionOf(file: FileHandle): Promise<string> {
  return versionIn(await file.stat())
}

async function read(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

/** The same memory each time: new memory for each look-up made one in a hundred ten times slower. */
function readerOf(file: FileHandle): ReadAt {
  const bytes = Buffer.allocUnsafeSlow(longestRead)
  return (offset, length) => bytes.subarray(0, readSync(file.fd, bytes, 0, length, offset))
}
