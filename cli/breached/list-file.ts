import { readSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import {
  headLength,
  openHead,
  readHead,
  type Head,
  type ReadAt,
  type ReadLater,
} from '@keyturn/protocols/breached'
import type { VerifierKey } from '@keyturn/protocols/tlog'

/** A list as it lies on the disk. */
export interface ListFile extends AsyncDisposable {
  readonly size: number
  readonly handle: FileHandle
  readonly readNow: ReadAt
  readonly readLater: ReadLater
  /** @throws {Error} that says what is wrong with it. */
  head(): Promise<Head>
  /** Like `head`, if this key signed it. */
  headSignedBy(key: VerifierKey): Promise<Head>
}

const reasons = {
  malformed: 'it is not a list of breached passwords as "keyturn breached build" makes it',
  unsigned: 'nobody signed it',
  'unknown-key': 'it is not signed by this key',
  'bad-signature': 'it was changed after it was signed',
} as const

export async function openListFile(path: string, flags: 'r' | 'r+' = 'r'): Promise<ListFile> {
  const handle = await open(path, flags)
  const { size } = await handle.stat()
  const readLater: ReadLater = async (offset, length) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  }
  const page = async () => (await readLater(0, headLength)) ?? Buffer.alloc(0)
  const head = async () => {
    const read = readHead(await page())
    if (read === undefined) throw new Error(reasons.malformed)
    const { offset, length } = read.statement.root
    if (offset + length !== size) throw new Error(`it has ${size} bytes, and should have ${offset + length}`)
    return read
  }
  return {
    size,
    handle,
    readLater,
    readNow(offset, length) {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(handle.fd, bytes, 0, length, offset))
    },
    head,
    async headSignedBy(key) {
      const opened = openHead(await page(), key)
      if (!opened.ok) throw new Error(reasons[opened.why])
      return await head()
    },
    [Symbol.asyncDispose]: () => handle.close(),
  }
}
