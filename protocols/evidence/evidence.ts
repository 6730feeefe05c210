import {
  isSettled,
  judge,
  verdicts,
  type InEntra,
  type Judged,
  type Stamp,
  type Times,
  type Verdict,
} from './judge.ts'

export interface EvidenceAccount extends Judged {
  /** objectGUID. */
  readonly id: string
  readonly sid: string
  readonly name: string
  /** `undecided`: no rule of the plan says where it is. `outside`: it was in the scope before, and is not now. */
  readonly segment: string
  readonly verdict: Verdict
}

/** The key of `krbtgt`, or of an RODC's, on one DC. */
export interface KrbtgtKey {
  readonly account: string
  readonly dc: string
  /** `msDS-KeyVersionNumber` as the DC gives it. null: not to be read. */
  readonly keyVersion: number | null
  readonly changed: string | null
}

/** Why nothing is proved, beside the accounts. */
export interface Open {
  readonly code: 'dc-unread' | 'plan-refused' | 'accounts' | 'nobody'
  readonly subject: string
}

/** What was read of a campaign's accounts, and what follows from it. */
export interface Evidence extends Times {
  readonly format: 'keyturn-evidence/1'
  readonly campaign: string
  readonly trigger: string
  /** Of the plan, SHA-256 in hexadecimal. */
  readonly plan: string
  readonly domain: string
  /** Who asked for it. */
  readonly by: string
  /** Every writable DC of the domain. `why`: it could not be read. */
  readonly dcs: readonly { readonly name: string; readonly why: string | null }[]
  /** Never read: what they say is worth what their room is worth. */
  readonly readOnly: readonly string[]
  readonly krbtgt: readonly KrbtgtKey[]
  /** The earlier reading that this one was compared with. */
  readonly since: { readonly digest: string; readonly at: string } | null
  /** Where Entra ID was asked as well: whose. Without it no account has `entra`, and no sum is of it. */
  readonly entra?: { readonly tenant: string }
  readonly accounts: readonly EvidenceAccount[]
  readonly sums: Readonly<Record<Verdict, number>>
  readonly open: readonly Open[]
  readonly proved: boolean
}

/** JSON with the members of objects in the order of their names, and no blanks: one text for one content. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, of]) => `${JSON.stringify(name)}:${canonical(of)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/**
 * The bytes of `evidence.json`, as text: canonical JSON with one account a line, so that people can compare two.
 *
 *     {"accounts":[
 *     {"created":…,"exemption":null,"id":"0f8c…","isKrbtgt":false,…},
 *     …
 *     ],"at":"2026-12-04T17:00:00.000Z",…}
 */
export function formatEvidence({ accounts, ...whole }: Evidence): string {
  const rest = whole.entra === undefined ? { ...whole, sums: withoutEntra(whole.sums) } : whole
  const lines = accounts.map((account) => canonical(account))
  return `{"accounts":[\n${lines.join(',\n')}\n],${canonical(rest).slice(1)}\n`
}

/** Evidence in which Entra ID was not asked has the form that it had before anybody could. */
function withoutEntra<T>(sums: Readonly<Record<Verdict, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(sums).filter(([verdict]) => verdict !== 'entra-behind'))
}

export const noSums = (): Record<Verdict, number> =>
  Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>

/**
 * What is open in what was read: the same for whoever writes evidence and whoever checks it.
 *
 * @param refused what the plan names and the directory does not know.
 */
export function openIn(
  { sums, dcs }: Pick<Evidence, 'sums' | 'dcs'>,
  refused: readonly string[],
): readonly Open[] {
  const read = verdicts.reduce((sum, verdict) => sum + sums[verdict], 0)
  return [
    ...dcs
      .filter(({ why }) => why !== null)
      .map(({ name }) => ({ code: 'dc-unread' as const, subject: name })),
    ...refused.map((subject) => ({ code: 'plan-refused' as const, subject })),
    ...verdicts
      .filter((verdict) => sums[verdict] > 0 && !isSettled(verdict))
      .map((verdict) => ({ code: 'accounts' as const, subject: verdict })),
    ...(read === 0 ? [{ code: 'nobody' as const, subject: '' }] : []),
  ]
}

export type ReadEvidence =
  | { readonly ok: true; readonly evidence: Evidence }
  | { readonly ok: false; readonly why: string }

/**
 * Reads `evidence.json`, and judges each account anew: a verdict that does not follow from what was read is refused,
 * whoever signed it.
 */
export function parseEvidence(text: string): ReadEvidence {
  const read = parseJson(text)
  if (!isEvidence(read) || formatEvidence(read) !== text) return refuse('evidence.json is not of this format')
  const sums = noSums()
  const names = read.dcs.map(({ name }) => name).join(' ')
  for (const account of read.accounts) {
    if (account.on.map(({ dc }) => dc).join(' ') !== names) {
      return refuse(`${account.id} was not read from each of the domain controllers`)
    }
    if (judge(account, read) !== account.verdict) {
      return refuse(`the verdict on ${account.id} does not follow from what was read`)
    }
    sums[account.verdict]++
  }
  const refused = read.open.filter(({ code }) => code === 'plan-refused').map(({ subject }) => subject)
  const open = openIn({ ...read, sums }, refused)
  const said = { ...noSums(), ...read.sums }
  const isSame = canonical([sums, open, open.length === 0]) === canonical([said, read.open, read.proved])
  return isSame ? { ok: true, evidence: { ...read, sums } } : refuse('the sums are not those of the accounts')
}

const refuse = (why: string) => ({ ok: false, why }) as const

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Shape = (value: unknown) => boolean
const isText: Shape = (value) => typeof value === 'string' && value.isWellFormed()
const isTime: Shape = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
const isCount: Shape = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const isYesOrNo: Shape = (value) => typeof value === 'boolean'
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value)
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape)
/** These members and no others. */
const record =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const members = new Map<string, unknown>(Object.entries(value))
    const names = Object.entries(shapes)
    return members.size === names.length && names.every(([name, shape]) => shape(members.get(name)))
  }
const oneOf =
  (...options: readonly string[]): Shape =>
  (value) =>
    options.includes(String(value))

const stamp = record({ version: isCount, at: orNull(isTime), from: isText } satisfies Members<Stamp>)
const there = record({
  is: oneOf('there'),
  dc: isText,
  pwdLastSet: orNull(isTime),
  set: orNull(stamp),
  key: orNull(stamp),
  disabled: isYesOrNo,
})
const elsewhere = record({ is: oneOf('absent', 'unread'), dc: isText })
type Members<T> = Readonly<Record<keyof T, Shape>>

const accountMembers = {
  id: isText,
  sid: isText,
  name: isText,
  segment: isText,
  verdict: oneOf(...verdicts),
  isKrbtgt: isYesOrNo,
  created: orNull(isTime),
  movedIn: isYesOrNo,
  exemption: orNull(record({ owner: isText, reason: isText, until: orNull(isText) })),
  keyBefore: orNull(isCount),
  on: listOf((value) => there(value) || elsewhere(value)),
} satisfies Members<Omit<EvidenceAccount, 'entra'>>

const inEntra: Shape = (value) =>
  record({ is: oneOf('there'), changed: orNull(isTime) } satisfies Members<
    Extract<InEntra, { is: 'there' }>
  >)(value) || record({ is: oneOf('absent', 'unread') })(value)

const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, isCount])) as Record<Verdict, Shape>

const evidenceMembers = {
  format: oneOf('keyturn-evidence/1'),
  campaign: isText,
  trigger: isText,
  plan: isText,
  domain: isText,
  by: isText,
  t0: isTime,
  at: isTime,
  dcs: listOf(record({ name: isText, why: orNull(isText) })),
  readOnly: listOf(isText),
  krbtgt: listOf(
    record({
      account: isText,
      dc: isText,
      keyVersion: orNull(isCount),
      changed: orNull(isTime),
    } satisfies Members<KrbtgtKey>),
  ),
  since: orNull(record({ digest: isText, at: isTime })),
  open: listOf(record({ code: oneOf('dc-unread', 'plan-refused', 'accounts', 'nobody'), subject: isText })),
  proved: isYesOrNo,
}

const evidence = record({
  ...evidenceMembers,
  accounts: listOf(record(accountMembers)),
  sums: record(withoutEntra(counts)),
} satisfies Members<Omit<Evidence, 'entra'>>)

const evidenceWithEntra = record({
  ...evidenceMembers,
  entra: record({ tenant: isText }),
  accounts: listOf(
    (value) => record(accountMembers)(value) || record({ ...accountMembers, entra: inEntra })(value),
  ),
  sums: record(counts),
} satisfies Members<Required<Evidence>>)

function isEvidence(value: unknown): value is Evidence {
  return evidence(value) || evidenceWithEntra(value)
}
