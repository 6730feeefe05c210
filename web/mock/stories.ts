import type {
  FactorName,
  Hindrance,
  NotRefreshedWhy,
  PasswordPolicy,
  PasswordProblem,
  Question,
} from '@keyturn/contract'

/** What happens to whoever types a name. Every other name is somebody for whom all goes well. */
export interface Story {
  readonly nobody?: true
  readonly needsTwo?: true
  readonly locked?: true
  /** What keeps her from logging on, besides a lock. */
  readonly hindrances?: readonly Hindrance[]
  readonly notAllowed?: true
  readonly expires?: true
  readonly tooMany?: true
  /** The directory does not answer at first. */
  readonly slow?: true
  /** The first of two writes happens, the second is refused. */
  readonly half?: true
  readonly notRefreshed?: NotRefreshedWhy
  /** The code of her computer is not known here. */
  readonly strange?: true
  /** The policy takes every way there is. */
  readonly every?: true
}

export const stories: Readonly<Record<string, Story>> = {
  nobody: { nobody: true },
  two: { needsTwo: true },
  locked: { locked: true },
  off: { hindrances: [{ what: 'disabled' }] },
  must: { hindrances: [{ what: 'must-change' }] },
  many: {
    locked: true,
    hindrances: [
      { what: 'hours', from: '2026-11-30T07:00:00.000Z' },
      { what: 'computers', names: ['DESK-11', 'DESK-12'], here: 'LAPTOP-7' },
      { what: 'stale', device: 'LAPTOP-7', here: true },
      { what: 'not-kept', device: 'TABLET-3', here: false },
    ],
  },
  admin: { notAllowed: true },
  late: { expires: true },
  flood: { tooMany: true },
  slow: { slow: true },
  half: { half: true },
  stale: { notRefreshed: 'vpn-did-not-open' },
  strange: { strange: true },
  every: { every: true },
}

/** Of the others, `challenges.ts` says what is right. */
const rightAnswers: Readonly<Partial<Record<FactorName, string>>> = {
  totp: '123456',
  'recovery-code': 'GOOD-GOOD-GOOD',
  token: '246810',
  'access-pass': 'Good-Pass-7',
  radius: 'second',
  'mail-code': '654321',
  'sms-code': '654321',
  'smart-card': 'GOOD-CARD',
}
export const rightAnswerTo = (factor: FactorName): string | undefined => rightAnswers[factor]

export const questions: readonly Question[] = [
  { id: 'q1', text: 'What was the name of the street in which you learned to ride a bicycle?' },
  { id: 'q2', text: 'Which dish did you always refuse to eat as a child?' },
  { id: 'q3', text: 'Wie hieß das erste Konzert, das Sie ohne Ihre Eltern besucht haben?' },
  { id: 'q4', text: 'What did you first buy with money of your own?' },
]

export const wrongTries = 5
/** So often the page must ask until something that takes time is over. */
export const looksUntilKnown = 2

export const policy = {
  source: 'domain',
  minLength: 12,
  complexity: true,
  history: 24,
  minAgeDays: 1,
  maxAgeDays: 365,
  forbiddenWords: ['anna', 'Anna', 'Berg'],
  house: {
    words: [
      { kind: 'banned-organisation', word: 'Corp Example' },
      { kind: 'own-workplace', word: 'einkauf' },
      { kind: 'own-number', word: '4711' },
    ],
    besides: 8,
    leastStrength: 'fair',
    lifetimes: [{ atLeast: 25, maxAgeDays: 730 }],
  },
} satisfies PasswordPolicy

/** What the directory says of a password that the page's own rules let pass. */
export function directorySays(password: string): readonly PasswordProblem[] {
  if (password.includes('before')) return ['in-history']
  if (password.includes('young')) return ['too-young']
  return []
}
