import type { CodeMail } from './code-mail.ts'
import type { Notice } from './notify.ts'
import { wordsFor } from './words/languages.ts'

export interface Message {
  readonly subject: string
  readonly text: string
  readonly language: string
}

/** How she who did not do it stops it. */
interface Stop {
  readonly page: string
  readonly code: string
}

/** What a mail says; to whom is nothing to it. */
type Written = Omit<Notice, 'to' | 'account' | 'language'> & { readonly language: string }

/** The whole mail of a notice. The subject is fixed words only; what others wrote is in the text, on one line. */
export function composeMessage(
  { kind, name, at, address, expiry, invitation, campaign, service, other, language: asked }: Written,
  helpDesk: string,
  stop?: Stop,
): Message {
  const { language, words } = wordsFor(asked)
  const { subject, happened } = words.notices[kind]
  if (expiry !== undefined) return composeReminder(name, expiry, asked)
  if (invitation !== undefined) return composeInvitation(name, invitation, asked)
  if (campaign !== undefined) return composeCampaign(name, kind, campaign, { helpDesk, asked })
  if (service !== undefined) return composeService(name, service, { helpDesk, asked })
  const facts = [
    ...(other === undefined ? [] : [`${words.who}: ${oneLine(other.name)}`]),
    ...(other?.number === undefined ? [] : [`${words.number}: ${other.number}`]),
    `${words.when}: ${timeIn(language, at)}`,
    ...(address === null ? [] : [`${words.from}: ${oneLine(address)}`]),
  ]
  const paragraphs = [
    words.greeting(oneLine(name)),
    happened,
    facts.join('\n'),
    kind === 'approval-asked' ? words.ifUnsure(oneLine(helpDesk)) : words.notYou(oneLine(helpDesk)),
    ...(stop === undefined ? [] : [words.stop(stop.page, stop.code)]),
    words.automatic,
  ]
  return { subject, language, text: `${paragraphs.join('\n\n')}\n` }
}

/** Nothing happened that she might not have done: it says until when, and where. */
function composeReminder(name: string, expiry: NonNullable<Notice['expiry']>, asked: string): Message {
  const { language, words } = wordsFor(asked)
  const { subject, happened } = words.notices['password-expires']
  const { day, days, page } = expiry
  const paragraphs = [
    words.greeting(oneLine(name)),
    happened,
    words.expires(dayIn(language, day), days),
    words.changeHere(page),
    words.automatic,
  ]
  return { subject, language, text: `${paragraphs.join('\n\n')}\n` }
}

function composeInvitation(
  name: string,
  { page, until }: NonNullable<Notice['invitation']>,
  asked: string,
): Message {
  const { language, words } = wordsFor(asked)
  const { subject, happened } = words.notices['enrol-please']
  const paragraphs = [
    words.greeting(oneLine(name)),
    happened,
    ...(until === null ? [] : [words.enrolUntil(dayIn(language, until.slice(0, 10)))]),
    words.enrolHere(page),
    words.automatic,
  ]
  return { subject, language, text: `${paragraphs.join('\n\n')}\n` }
}

/** Of a mass reset. It asks for nothing by its links: each leads to the portal's own pages, and while those are closed there is none. */
function composeCampaign(
  name: string,
  kind: Notice['kind'],
  { way, day, enforce, page, enrolAt }: NonNullable<Notice['campaign']>,
  { helpDesk, asked }: { readonly helpDesk: string; readonly asked: string },
): Message {
  const { language, words } = wordsFor(asked)
  const { subject, happened } = words.notices[kind]
  const { before, at, after, afterwards, enrol, unsure, closed } = words.campaign
  const on = dayIn(language, day)
  // At a must-change the computer asks, whatever the portal does.
  const isShut = page === null && way === 'random-reset'
  const told =
    kind === 'campaign-before'
      ? [isShut ? closed.before(on) : before[way](on, page ?? '')]
      : [
          isShut ? closed.at : at[way](page ?? ''),
          ...(kind === 'campaign-after' ? [after(on)] : []),
          ...(kind === 'campaign-after' && enforce !== null ? [afterwards[enforce]] : []),
        ]
  const paragraphs = [
    words.greeting(oneLine(name)),
    happened,
    ...told,
    ...(enrolAt === null ? [] : [enrol(enrolAt)]),
    (page === null ? closed.unsure : unsure)(oneLine(helpDesk)),
    words.automatic,
  ]
  return { subject, language, text: `${paragraphs.join('\n\n')}\n` }
}

function composeService(
  name: string,
  { account, until, names }: NonNullable<Notice['service']>,
  { helpDesk, asked }: { readonly helpDesk: string; readonly asked: string },
): Message {
  const { language, words } = wordsFor(asked)
  const { subject, happened } = words.notices['service-account-due']
  const { serviceAccount, serviceRuns, serviceUntil, serviceHow } = words
  const paragraphs = [
    words.greeting(oneLine(name)),
    happened,
    [
      `${serviceAccount}: ${oneLine(account)}`,
      ...(names.length === 0 ? [] : [`${serviceRuns}: ${oneLine(names.join(', '))}`]),
    ].join('\n'),
    ...(until === null ? [] : [serviceUntil(dayIn(language, until))]),
    serviceHow(oneLine(helpDesk)),
    words.automatic,
  ]
  return { subject, language, text: `${paragraphs.join('\n\n')}\n` }
}

/** The code stands in the text alone: subjects are shown on locked screens. Never a link, so that nobody learns to follow one. */
export function composeCode(
  { name, code, minutes, at, address, device, language: asked }: Omit<CodeMail, 'to'>,
  helpDesk: string,
): Message {
  const { language, words } = wordsFor(asked)
  const { subject, codeIs, doNotTell } = words.code
  const facts = [
    `${words.when}: ${timeIn(language, at)}`,
    `${words.from}: ${oneLine(address)}`,
    ...(device === null ? [] : [`${words.atComputer}: ${oneLine(device)}`]),
  ]
  const paragraphs = [
    words.greeting(oneLine(name)),
    codeIs(minutes),
    `    ${code.reveal()}`,
    facts.join('\n'),
    doNotTell(oneLine(helpDesk)),
    words.automatic,
  ]
  return { subject, language, text: `${paragraphs.join('\n\n')}\n` }
}

const timeIn = (language: string, at: Date) =>
  `${at.toLocaleString(language, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })} UTC`

/** A day as it is, wherever it is read. */
const dayIn = (language: string, day: string) =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString(language, { dateStyle: 'full', timeZone: 'UTC' })

const oneLine = (text: string) => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
