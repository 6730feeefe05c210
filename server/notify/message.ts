import type { Notice } from './notify.ts'
import { wordsFor } from './words/languages.ts'

export interface Message {
  readonly subject: string
  readonly text: string
  readonly language: string
}

/** The whole mail of a notice. The subject is fixed words only; what others wrote is in the text, on one line. */
export function composeMessage(
  { kind, name, at, address, language: asked }: Omit<Notice, 'to'>,
  helpDesk: string,
): Message {
  const { language, words } = wordsFor(asked)
  const { subject, happened } = words.notices[kind]
  const facts = [
    `${words.when}: ${timeIn(language, at)}`,
    ...(address === null ? [] : [`${words.from}: ${oneLine(address)}`]),
  ]
  const paragraphs = [
    words.greeting(oneLine(name)),
    happened,
    facts.join('\n'),
    words.notYou(oneLine(helpDesk)),
    words.automatic,
  ]
  return { subject, language, text: `${paragraphs.join('\n\n')}\n` }
}

const timeIn = (language: string, at: Date) =>
  `${at.toLocaleString(language, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })} UTC`

const oneLine = (text: string) => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
