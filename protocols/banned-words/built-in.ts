import type { BannedWord } from './banned-words.ts'

const common =
  'password passwort kennwort passwd welcome willkommen changeme letmein geheim secret login admin administrator ' +
  'default standard temporary guest hallo hello master initial keyturn'

const calendar =
  'january february march april june july august september october november december ' +
  'januar jänner februar märz juni juli oktober dezember ' +
  'monday tuesday wednesday thursday friday saturday sunday ' +
  'montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag ' +
  'spring summer autumn winter frühling frühjahr sommer herbst ' +
  'easter christmas ostern pfingsten weihnachten urlaub holiday'

/** As they lie beside each other, on the keyboards of English, German and French, and the alphabet. */
const rows = [
  'qwertyuiop',
  'qwertzuiopü',
  'azertyuiop',
  'asdfghjklöä',
  'qsdfghjklm',
  'zxcvbnm',
  'yxcvbnm',
  'wxcvbn',
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qazwsxedcrfvtgbyhnujm',
  '1qaz2wsx3edc4rfv5tgb',
  'qayxswedcvfrtgbnhzujm',
  '1qay2wsx3edc4rfv5tgb',
  '1q2w3e4r5t6z7u8i9o0p',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5',
]
const shortestWalk = 4

/** What is banned everywhere. English and German, as the portal. */
export const builtInWords: readonly BannedWord[] = [
  ...common.split(' ').map((word) => ({ kind: 'banned-word', word }) as const),
  ...calendar.split(' ').map((word) => ({ kind: 'banned-calendar', word }) as const),
  ...rows.flatMap(walks).map((word) => ({ kind: 'banned-keyboard', word }) as const),
]

/** Every piece of a row; backwards is a spelling. */
function walks(row: string): readonly string[] {
  const pieces: string[] = []
  for (let from = 0; from + shortestWalk <= row.length; from++) {
    for (let to = from + shortestWalk; to <= row.length; to++) pieces.push(row.slice(from, to))
  }
  return pieces
}
