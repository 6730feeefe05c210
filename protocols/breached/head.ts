import { openNote, signNote, type Signer, type VerifierKey } from '../tlog/index.ts'
import { headLength } from './shape.ts'
import { parseStatement, type Statement } from './statement.ts'

/** The first 4096 bytes: the statement, then an empty line and signatures (C2SP signed-note), if any; then zeros. */
export interface Head {
  readonly statement: Statement
  /** The signed note; without a signature just the text. */
  readonly note: string
}

export type OpenedHead =
  | { readonly ok: true; readonly statement: Statement }
  | { readonly ok: false; readonly why: 'malformed' | 'unsigned' | 'unknown-key' | 'bad-signature' }

/** Reads what it says, whoever says it. @returns undefined if it is not the head of such a list. */
export function readHead(page: Uint8Array): Head | undefined {
  if (page.length !== headLength) return undefined
  const end = page.indexOf(0)
  if (end === -1 || !page.subarray(end).every((byte) => byte === 0)) return undefined
  const note = decodeUtf8(page.subarray(0, end))
  const statement = note === undefined ? undefined : parseStatement(textOf(note))
  return note === undefined || statement === undefined ? undefined : { note, statement }
}

/** Reads it if this key signed it. */
export function openHead(page: Uint8Array, key: VerifierKey): OpenedHead {
  const head = readHead(page)
  if (head === undefined) return { ok: false, why: 'malformed' }
  if (head.note === textOf(head.note)) return { ok: false, why: 'unsigned' }
  const opened = openNote(Buffer.from(head.note, 'utf8'), [key])
  if (!opened.ok) return opened
  // What was signed, not what looked like it.
  const statement = parseStatement(opened.text)
  return statement === undefined ? { ok: false, why: 'malformed' } : { ok: true, statement }
}

export function unsignedHead(text: string): Uint8Array {
  return pageOf(text)
}

/**
 * Puts a signature behind those that are there; one by the same key is replaced. The bytes of the statement stay as
 * they are, so that a crash while they are written over the old ones loses signatures at most.
 *
 * @returns undefined if there are so many that they don't fit.
 */
export function signHead({ note }: Head, signer: Signer): Uint8Array | undefined {
  const text = textOf(note)
  const signed = signNote(text, signer)
  const mine = signed.slice(text.length + 1)
  const id = Buffer.alloc(4)
  id.writeUInt32BE(signer.key.id)
  const isMine = (line: string) => {
    const [, name, signature = ''] = line.split(' ')
    return name === signer.key.name && Buffer.from(signature, 'base64').subarray(0, 4).equals(id)
  }
  const others = note
    .slice(text.length + 1)
    .split('\n')
    .filter((line) => line !== '' && !isMine(line))
  const whole = `${text}\n${others.map((line) => `${line}\n`).join('')}${mine}`
  return Buffer.byteLength(whole) < headLength ? pageOf(whole) : undefined
}

function textOf(note: string): string {
  const parted = note.indexOf('\n\n')
  return parted === -1 ? note : note.slice(0, parted + 1)
}

function pageOf(note: string): Uint8Array {
  const page = Buffer.alloc(headLength)
  page.write(note, 'utf8')
  return page
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
