/** When an attribute was last changed, where, and for the how many-th time. */
export interface Stamp {
  readonly version: number
  /** UTC, to the second. null: cannot be told. */
  readonly at: string | null
  /** The DC where it was changed, by name or by the `invocationId` of one that is not there any more. */
  readonly from: string
}

/** An account's password as one DC has it. */
export type OnDc =
  /** The DC knows no such account. */
  | { readonly is: 'absent'; readonly dc: string }
  /** The DC did not answer, or does not let it be read. */
  | { readonly is: 'unread'; readonly dc: string }
  | {
      readonly is: 'there'
      readonly dc: string
      /** null: 0, the password must be changed at the next log-on. */
      readonly pwdLastSet: string | null
      /** Of `pwdLastSet`. */
      readonly set: Stamp | null
      /** Of `unicodePwd`: when the password itself was changed. null: there never was one. */
      readonly key: Stamp | null
      readonly disabled: boolean
    }

/** Her user in Entra ID, where that keeps passwords too. */
export type InEntra =
  /** `changed`: `lastPasswordChangeDateTime`; null: there never was one. */
  | { readonly is: 'there'; readonly changed: string | null }
  /** Nobody there has her anchor. */
  | { readonly is: 'absent' }
  /** It could not be read, or somebody else there has her anchor. */
  | { readonly is: 'unread' }

export const verdicts = [
  'proved',
  'behind',
  'entra-behind',
  'date-moved',
  'must-change',
  'missed',
  'moved-in',
  'krbtgt-once',
  'unread',
  'disabled',
  'created-since',
  'gone',
  'exempt',
] as const
export type Verdict = (typeof verdicts)[number]

/** Those that leave nobody with a password from before T0 who could log on, or that somebody answers for. */
const settled: ReadonlySet<Verdict> = new Set(['proved', 'disabled', 'created-since', 'gone', 'exempt'])

export function isSettled(verdict: Verdict): boolean {
  return settled.has(verdict)
}

export interface Exemption {
  readonly owner: string
  readonly reason: string
  /** A day; null: without end. */
  readonly until: string | null
}

/** All that a verdict is made of. */
export interface Judged {
  readonly isKrbtgt: boolean
  /** `whenCreated`; null: cannot be read. */
  readonly created: string | null
  /** Came into the scope after the earlier reading; without one: moved or renamed after T0. */
  readonly movedIn: boolean
  readonly exemption: Exemption | null
  /** Version of its key in the earlier reading. */
  readonly keyBefore: number | null
  /** One for each DC. */
  readonly on: readonly OnDc[]
  /** Not there where Entra ID was not asked. */
  readonly entra?: InEntra
}

export interface Times {
  /** A password that is older is not trusted. UTC, ISO 8601. */
  readonly t0: string
  /** When it was read. */
  readonly at: string
}

type There = Extract<OnDc, { is: 'there' }>

/**
 * Pure. What is proved of an account. `pwdLastSet` alone proves nothing: whoever may write it moves it to now by
 * writing -1 (MS-ADTS 3.1.1.5.3.2), and the password stays. So the stamp of `unicodePwd` must not be before T0 either,
 * which no write but that of a password moves.
 */
export function judge(account: Judged, { t0, at }: Times): Verdict {
  const { exemption, on } = account
  if (exemption !== null && (exemption.until === null || `${exemption.until}T23:59:59.999Z` >= at)) {
    return 'exempt'
  }
  const there = on.filter((one): one is There => one.is === 'there')
  const isUnread = on.some(({ is }) => is === 'unread')
  if (there.length === 0) return isUnread || on.length === 0 ? 'unread' : 'gone'
  if (account.created !== null && !isBefore(account.created, t0)) return 'created-since'
  // krbtgt is always disabled, and its key is used none the less.
  if (!account.isKrbtgt && there.every(({ disabled }) => disabled)) return 'disabled'
  const fresh = there.filter((one) => isFresh(one, t0))
  if (fresh.length === 0) return whyOld(account, there, t0)
  if (fresh.length < there.length || on.some(({ is }) => is === 'absent')) return 'behind'
  if (isUnread || account.entra?.is === 'unread') return 'unread'
  if (isOldInEntra(account.entra, t0)) return 'entra-behind'
  return account.isKrbtgt && !isTwice(account, there) ? 'krbtgt-once' : 'proved'
}

/** The old password still lets in there. Its times are whole seconds, as those of stamps are. */
function isOldInEntra(entra: InEntra | undefined, t0: string): boolean {
  if (entra?.is !== 'there') return false
  return entra.changed === null || Date.parse(entra.changed) < Math.floor(Date.parse(t0) / 1_000) * 1_000
}

function isFresh({ pwdLastSet, key }: There, t0: string): boolean {
  return pwdLastSet !== null && !isBefore(pwdLastSet, t0) && isKeyFresh(key, t0)
}

/** Stamps are whole seconds: one of the second of T0 is not before it. */
function isKeyFresh(key: Stamp | null, t0: string): boolean {
  if (key === null || key.at === null) return false
  return Date.parse(key.at) >= Math.floor(Date.parse(t0) / 1_000) * 1_000
}

function whyOld({ movedIn }: Judged, there: readonly There[], t0: string): Verdict {
  const isMoved = ({ pwdLastSet }: There) => pwdLastSet !== null && !isBefore(pwdLastSet, t0)
  if (there.some(isMoved)) return 'date-moved'
  if (there.some(({ pwdLastSet }) => pwdLastSet === null)) return 'must-change'
  return movedIn ? 'moved-in' : 'missed'
}

/** Its last key but one is still good for tickets, so both have to go. */
function isTwice({ keyBefore }: Judged, there: readonly There[]): boolean {
  return keyBefore !== null && there.every(({ key }) => key !== null && key.version >= keyBefore + 2)
}

/** The DCs that keep an account from being proved: those that have an older password, or none of hers. */
export function behindOn({ on }: Pick<Judged, 'on'>, { t0 }: Pick<Times, 't0'>): readonly string[] {
  return on.filter((one) => one.is !== 'there' || !isFresh(one, t0)).map(({ dc }) => dc)
}

function isBefore(time: string, t0: string): boolean {
  return Date.parse(time) < Date.parse(t0)
}
