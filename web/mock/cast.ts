import { factorName, type FactorName, type Me } from '@keyturn/contract'

type Factor = Me['factors'][number]

export const phone: Factor = {
  id: 'f1',
  factor: 'totp',
  name: 'My phone',
  enrolled: '2026-03-02T08:00:00Z',
  lastUsed: '2026-10-12T06:31:00Z',
  own: true,
}
export const savedCodes: Factor = {
  id: 'f2',
  factor: 'recovery-code',
  name: 'Recovery codes',
  enrolled: '2026-03-02T08:05:00Z',
  lastUsed: null,
  own: true,
}

const enrollable: readonly FactorName[] = [
  'passkey',
  'smart-card',
  'totp',
  'token',
  'mail-code',
  'sms-code',
  'questions',
]
const notOwn: readonly FactorName[] = ['radius', 'manager-approval', 'colleague-approval', 'access-pass']
const names: Readonly<Partial<Record<FactorName, string>>> = {
  passkey: 'My passkey',
  'smart-card': 'My card',
  token: 'Donaudampfschifffahrtsgesellschaftstoken 4711',
  'mail-code': 'a•••@mail.example',
  'sms-code': '+49 ••• 678',
  questions: 'Security questions',
}
const everyFactor = factorName.options.map((factor, i): Factor =>
  factor === 'totp'
    ? phone
    : factor === 'recovery-code'
      ? savedCodes
      : { ...phone, id: `e${i}`, factor, name: names[factor] ?? '', own: !notOwn.includes(factor) },
)

const anna: Me = {
  name: 'anna',
  displayName: 'Anna Berg',
  mustChange: false,
  mustProve: true,
  mustProveToChange: false,
  proved: [],
  factors: [phone, savedCodes],
  recoveryCodesLeft: 9,
  frozen: false,
  enrolBy: null,
  enrollable: ['totp'],
}
const nothingYet = { mustProve: false, factors: [], recoveryCodesLeft: 0 }
const open = { mustProve: false, enrollable: [...enrollable] }

/** Who signs in, by the name that is typed. Everybody else has a phone and recovery codes. */
const others: Readonly<Record<string, Partial<Me>>> = {
  /** Has nothing set up yet, and one way to. */
  new: nothingYet,
  expired: { mustChange: true },
  /** Has nothing set up yet, and every way to. */
  chooser: { ...nothingYet, ...open },
  /** Has one of each. */
  every: { factors: everyFactor, enrollable: [...enrollable] },
  /** Has proved already, and has one of each. */
  rich: { ...open, factors: everyFactor },
  /** Should set something up soon; should have. */
  soon: { ...nothingYet, ...open, enrolBy: '2099-12-24T00:00:00Z' },
  late: { ...nothingYet, ...open, enrolBy: '2020-01-01T00:00:00Z' },
  /** Has something, and not enough. */
  weak: { ...open, factors: [savedCodes] },
  frozen: { mustProve: false, frozen: true, enrollable: [] },
  asked: { mustProve: false, name: 'asked' },
  /** Answer for mass resets. */
  operator: { mustProve: false, name: 'operator' },
  first: { mustProve: false, name: 'first' },
}

export const whoIs = (typed: string): Me => ({ ...anna, ...others[typed] })
