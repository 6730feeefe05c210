import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whose words these are: lists/NOTICE.md. */
const lists: Readonly<Record<string, readonly string[]>> = { de: read('de'), en: read('en') }

/** By the first part of a language tag (RFC 5646): `de-AT` is German. English where there is no list. */
export function wordsIn(language: string): readonly string[] {
  const [primary = ''] = language.toLowerCase().split('-')
  return (Object.hasOwn(lists, primary) ? lists[primary] : lists['en']) ?? []
}

function read(language: string): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, 'lists', `${language}.txt`), 'utf8')
  return text.split('\n').filter((word) => word !== '')
}
