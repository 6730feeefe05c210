import { fromBase64, toBase64 } from './base64.ts'
import { verifyEd25519, type Signer, type VerifierKey } from './note-key.ts'

/**
 * Opens a signed note (C2SP signed-note v1):
 *
 *     the text, any lines,
 *     also empty ones
 *     ⏎                                        the last empty line parts text and signatures
 *     — NAME base64(key id ‖ signature)⏎       one line or more
 *
 * A signature by a key that is not given is ignored; one by a key that is given must be right, or the whole
 * note is refused. Signatures other than Ed25519 (type 0x01) are always by an unknown key.
 */
export function openNote(note: Uint8Array, keys: readonly VerifierKey[]): OpenedNote {
  const parsed = parseNote(note)
  if (parsed === undefined) return { ok: false, why: 'malformed' }
  const signedBy: VerifierKey[] = []
  for (const { name, id, signature } of parsed.signatures) {
    const key = keys.find((one) => one.name === name && one.id === id)
    if (key === undefined) continue
    if (!verifyEd25519(key, parsed.text, signature)) return { ok: false, why: 'bad-signature' }
    signedBy.push(key)
  }
  return signedBy.length > 0 ? { ok: true, text: parsed.text, signedBy } : { ok: false, why: 'unknown-key' }
}

export type OpenedNote =
  | { readonly ok: true; readonly text: string; readonly signedBy: readonly VerifierKey[] }
  | { readonly ok: false; readonly why: 'malformed' | 'bad-signature' | 'unknown-key' }

/**
 * @param text ends in a newline and has no other control characters.
 */
export function signNote(text: string, signer: Signer): string {
  if (!isNoteText(text)) throw new RangeError('the text of a note ends in a newline and has no controls')
  const id = Buffer.alloc(4)
  id.writeUInt32BE(signer.key.id)
  const signature = Buffer.concat([id, signer.sign(Buffer.from(text, 'utf8'))])
  return `${text}\n— ${signer.key.name} ${toBase64(signature)}\n`
}

/** More than the 16 that the standard asks for; a bound, so that a note cannot keep the verifier busy. */
const maxSignatures = 100

interface NoteSignature {
  readonly name: string
  readonly id: number
  readonly signature: Uint8Array
}

function parseNote(note: Uint8Array) {
  const whole = decodeUtf8(note)
  if (whole === undefined || !isNoteText(whole)) return undefined
  const parted = whole.lastIndexOf('\n\n')
  if (parted === -1) return undefined
  const lines = whole.slice(parted + 2, -1).split('\n')
  if (lines.length > maxSignatures) return undefined
  const signatures = lines.map(parseSignatureLine)
  if (!signatures.every((one) => one !== undefined)) return undefined
  return { text: whole.slice(0, parted + 1), signatures }
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  const [, name, encoded] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? []
  const bytes = fromBase64(encoded ?? '')
  if (name === undefined || bytes === undefined || bytes.length < 5) return undefined
  return { name, id: Buffer.from(bytes).readUInt32BE(), signature: bytes.subarray(4) }
}

function isNoteText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the standard forbids just these
  return text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f]/u.test(text) && text.isWellFormed()
}

/** Strict: what is not UTF-8 is refused, and a byte order mark stays what it is. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
