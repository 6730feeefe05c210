/** Letters that NFKD does not take apart, as people without them on the keyboard write them. */
const others: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
}
const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' }

/** Signs and digits that are read as letters. `1`, `!` and `|` may be an i or an l: both are tried. */
const leet: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '^': 'a',
  '8': 'b',
  '(': 'c',
  '¢': 'c',
  '3': 'e',
  '€': 'e',
  '6': 'g',
  '9': 'g',
  '0': 'o',
  '5': 's',
  $: 's',
  '§': 's',
  '7': 't',
  '+': 't',
  '2': 'z',
}
const ambiguous = '1!|'

/** A collapsed word that is shorter than this would be found everywhere: `Anna` is `ana`, as in `Kanal`. */
export const shortestForm = 4

/** Lower case, without accents, and without anything that is no letter or digit. */
export function fold(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return Array.from(plain)
    .map((letter) => others[letter] ?? letter)
    .join('')
}

/** In how many ways a word may stand in a password: `Müller` is `muller`, `mueller`, `muler`, `mueler`. */
export function formsOf(word: string): readonly string[] {
  const forms = bothUmlauts(word).flatMap((one) => [squeeze(one), collapse(squeeze(one))])
  return [...new Set(forms)].filter((form) => form.length >= shortestForm)
}

/**
 * What a password says when it is read as people disguise words: other case, no accents, `ae` for `ä`, leet, other
 * signs between the letters, doubled letters, backwards. At most 24.
 */
export function spellings(password: string): readonly string[] {
  const read = bothUmlauts(password).flatMap((one) => [one, unleet(one, 'i'), unleet(one, 'l')])
  const bare = read.map(squeeze).flatMap((one) => [one, collapse(one)])
  return [...new Set(bare.flatMap((one) => [one, Array.from(one).toReversed().join('')]))]
}

function bothUmlauts(text: string): readonly string[] {
  const spelt = text.normalize('NFC').toLowerCase()
  return [
    ...new Set([
      fold(spelt),
      fold(
        Array.from(spelt)
          .map((letter) => umlauts[letter] ?? letter)
          .join(''),
      ),
    ]),
  ]
}

function unleet(folded: string, asOne: 'i' | 'l'): string {
  return Array.from(folded)
    .map((sign) => (ambiguous.includes(sign) ? asOne : (leet[sign] ?? sign)))
    .join('')
}

function squeeze(folded: string): string {
  return folded.replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Letters only: a number with fewer digits is another number. */
function collapse(squeezed: string): string {
  return squeezed.replaceAll(/(\p{L})\1+/gu, '$1')
}
