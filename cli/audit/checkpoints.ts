import { openNote, parseCheckpoint, type Checkpoint, type VerifierKey } from '@keyturn/protocols/tlog'

export type OpenedCheckpoint =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly why: string }

const reasons = {
  malformed: 'is not a signed checkpoint',
  'unknown-key': 'is not signed by this key',
  'bad-signature': 'was changed after it was signed',
} as const

/** @param what for the sentence: "the checkpoint". */
export function openCheckpoint(what: string, note: Uint8Array, key: VerifierKey): OpenedCheckpoint {
  const opened = openNote(note, [key])
  if (!opened.ok) return { ok: false, why: `${what} ${reasons[opened.why]}` }
  const checkpoint = parseCheckpoint(opened.text)
  if (checkpoint === undefined) return { ok: false, why: `${what} is signed, but says nothing of a log` }
  if (checkpoint.origin !== key.name) {
    return { ok: false, why: `${what} is of the log ${checkpoint.origin}, and the key is of ${key.name}` }
  }
  return { ok: true, checkpoint }
}
