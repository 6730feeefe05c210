/** What somebody has typed so far, and what she did with it. Pure. */
export type Typed =
  | { readonly state: 'typing'; readonly text: string }
  | { readonly state: 'sent'; readonly text: string }
  | { readonly state: 'left' }

/** Longer than any password (256), name (320) or answer; nobody types that, and memory is not hers to fill. */
const longest = 1024

/** Return and line feed that arrive together are one letter. */
const enter = /[\r\n]/
const escape = '\u001b'
const leave = new Set(['\u0003', '\u0004', escape])
const erase = new Set(['\u0008', '\u007f'])
/** Ctrl-U: the whole line. */
const eraseAll = '\u0015'
/** Of a key that is no character: F1 to F5 of Linux's console, ECMA-48 5.4 (CSI), SS3, and Alt with a character. */
const ofAKey = new RegExp(`${escape}(?:\\[\\[[A-E]|\\[[0-?]*[ -/]*[@-~]|O[ -~]|[ -~])`, 'g')

/**
 * What is typed after that. Keys that are no character of an answer (arrows, function keys, Ctrl-Z, Ctrl-\) do
 * nothing, and keep nothing that came in the same piece from being heard. Escape by itself leaves.
 */
export function type(now: Typed, piece: string): Typed {
  return lettersOf(piece.replaceAll(ofAKey, '')).reduce(typeOne, now)
}

/** As a person counts them: a letter with its accents is one, and so is what Erase takes away. */
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const lettersOf = (text: string) => Array.from(letters.segment(text), ({ segment }) => segment)

function typeOne(now: Typed, character: string): Typed {
  if (now.state !== 'typing') return now
  if (enter.test(character)) return { state: 'sent', text: now.text }
  if (leave.has(character)) return { state: 'left' }
  if (erase.has(character)) return { state: 'typing', text: lettersOf(now.text).slice(0, -1).join('') }
  if (character === eraseAll) return { state: 'typing', text: '' }
  if (/\p{Cc}/u.test(character) || now.text.length >= longest) return now
  return { state: 'typing', text: now.text + character }
}
