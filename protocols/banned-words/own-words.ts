import type { BannedKind, BannedWord } from './banned-words.ts'
import { fold, shortestForm } from './spellings.ts'

type OwnKind = Extract<BannedKind, `own-${string}`>

/** What AD knows of a person that others know too, and what a page may say was found. */
const kindOf = {
  sAMAccountName: 'own-name',
  givenName: 'own-name',
  sn: 'own-name',
  middleName: 'own-name',
  userPrincipalName: 'own-address',
  mail: 'own-address',
  department: 'own-workplace',
  company: 'own-workplace',
  physicalDeliveryOfficeName: 'own-workplace',
  title: 'own-workplace',
  l: 'own-workplace',
  employeeID: 'own-number',
  employeeNumber: 'own-number',
  telephoneNumber: 'own-number',
  mobile: 'own-number',
  homePhone: 'own-number',
  postalCode: 'own-number',
} as const satisfies Readonly<Record<string, OwnKind>>

export type OwnAttribute = keyof typeof kindOf
export const ownAttributes = Object.keys(kindOf) as readonly OwnAttribute[]

export interface OwnValue {
  readonly attribute: OwnAttribute
  readonly value: string
}

/** In every second company name or address: they tell nothing of anybody. */
const empty = new Set(
  (
    'gmbh mbh company corporation corp group gruppe holding limited incorporated verein stiftung department ' +
    'abteilung team office buero room raum building gebaeude floor etage with and und the der die das ' +
    'mail email local intern internal example lan com net org'
  ).split(' '),
)

/**
 * The words of which none may stand in her password. A telephone number counts by its last digits too, since the
 * first ones are everybody's.
 */
export function ownWords(values: readonly OwnValue[]): readonly BannedWord[] {
  const words = values.flatMap(({ attribute, value }) => {
    const kind = kindOf[attribute]
    const parts = kind === 'own-number' ? numbersIn(value) : partsOf(value)
    return parts.map((word) => ({ kind, word }))
  })
  const first = new Map(words.map((one) => [one.word, one] as const).toReversed())
  return [...first.values()].toReversed()
}

function partsOf(value: string): readonly string[] {
  const parts = value.split(/[^\p{L}\p{M}\p{N}]+/u).map((part) => part.toLowerCase())
  return parts.filter((part) => part.length >= shortestForm && !empty.has(fold(part)))
}

const phoneTail = 6

function numbersIn(value: string): readonly string[] {
  const whole = fold(value).replaceAll(/[^\p{L}\p{N}]/gu, '')
  if (whole.length < shortestForm) return []
  return whole.length > phoneTail ? [whole, whole.slice(-phoneTail)] : [whole]
}
