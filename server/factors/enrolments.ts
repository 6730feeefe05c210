import type { FactorName, FactorOffer } from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Account } from '#directory'
import { Fault, type AccountId, type Clock, type Origin, type Secret } from '#kernel'
import type { Notice, Notify } from '#notify'
import type { EnrolledFactor, Enrolment, Factor } from './factor.ts'
import type { Distrust } from './freezing/distrust.ts'
import type { Freezes } from './freezing/freezes.ts'
import type { RecoveryCodes } from './recovery-codes/recovery-codes.ts'
import type { Tries } from './tries/tries.ts'

/** Somebody who signed in and changes her own factors. */
export interface Enrolling {
  readonly account: Account
  readonly origin: Origin
  /** Her session: see `Asking`. */
  readonly attempt: string
  /** She proved enough in this session. Without a factor enrolled, the password is enough. */
  readonly proved: boolean
  /** What she proved so far. */
  readonly proofs: readonly FactorName[]
  readonly languages: readonly string[]
}

/**
 * Each one throws `session.unproved` while a factor is enrolled and too little was proved in this session, and
 * `factor.frozen`.
 */
export interface Enrolments {
  /**
   * Does the account have what must be proved before it changes? That somebody could vouch for her is nothing that she
   * has: whoever enrols her first factor would need her manager for it.
   */
  isBound(enrolled: readonly EnrolledFactor[]): boolean
  /** What the account may enrol now. */
  enrollable(enrolled: readonly EnrolledFactor[]): readonly FactorName[]
  /** @throws {Fault} `factor.unknown`: nobody enrols it here; `factor.refused`: she has as many as can be. */
  offer(who: Enrolling, factor: FactorName, wish?: string): Promise<FactorOffer>
  /**
   * @throws {Fault} `factor.unknown` for an offer that is late or gone; `factor.refused` for a wrong answer;
   *   `factor.locked` after too many.
   */
  confirm(who: Enrolling, answered: Answered): Promise<void>
  /** The earlier ones are void, and so is what was proved by them elsewhere. */
  issueCodes(who: Enrolling): Promise<readonly string[]>
  /** @throws {Fault} `factor.unknown`. */
  rename(who: Enrolling, id: string, name: string): Promise<void>
  /**
   * What was proved elsewhere counts no more.
   *
   * @throws {Fault} `factor.unknown`.
   */
  remove(who: Enrolling, id: string): Promise<void>
}

export interface Answered {
  readonly factor: FactorName
  readonly id: string
  readonly answer: Secret
  readonly name: string
}

export interface EnrolmentDeps {
  readonly factors: ReadonlyMap<FactorName, Factor>
  readonly recoveryCodes: Pick<RecoveryCodes, 'issue'>
  readonly freezes: Pick<Freezes, 'isFrozen'>
  readonly distrust: Distrust
  readonly tries: Pick<Tries, 'count'>
  readonly audit: Audit
  readonly notify: Notify
  /** That she added herself. */
  readonly mailboxesOf: (account: AccountId) => Promise<readonly string[]>
  readonly clock: Clock
}

export function createEnrolments(deps: EnrolmentDeps): Enrolments {
  const { factors, recoveryCodes, distrust } = deps
  return {
    isBound: (has) => isBound(deps, has),

    enrollable: (has) =>
      [...factors.values()].flatMap(({ name, enrolment }) => {
        const own = has.filter((one) => one.factor === name && isOwn(one))
        return enrolment !== undefined && own.length < enrolment.most ? [name] : []
      }),

    offer: (who, factor, wish) => offer(deps, who, factor, wish),
    confirm: (who, answered) => confirm(deps, who, answered),

    async issueCodes(who) {
      await allow(deps, who)
      const facts = { factor: 'recovery-code' }
      const change = { type: 'factor.codes-issued', notice: 'recovery-codes-issued', facts } as const
      return await announced(deps, who, change, async () => {
        const codes = await recoveryCodes.issue(who.account.id)
        await distrust(who.account.id, who.attempt)
        return codes
      })
    },

    async rename(who, id, name) {
      await allow(deps, who)
      const factor = await owned(deps, who, id)
      if ((await factor.rename?.(who.account.id, id, name)) === true) return
      throw new Fault('factor.unknown', 'this one has no name to change')
    },

    async remove(who, id) {
      await allow(deps, who)
      const factor = await owned(deps, who, id)
      const facts = { factor: factor.name, id }
      const change = { type: 'factor.removed', notice: 'factor-removed', facts } as const
      await announced(deps, who, change, async () => {
        if (!(await factor.remove(who.account.id, id))) return undefined
        await distrust(who.account.id, who.attempt)
        return { done: true }
      })
    },
  }
}

async function offer(deps: EnrolmentDeps, who: Enrolling, name: FactorName, wish?: string) {
  await allow(deps, who)
  const enrolment = enrolmentOf(deps, name)
  const has = (await deps.factors.get(name)?.enrolled(who.account.id)) ?? []
  if (has.filter(isOwn).length >= enrolment.most) {
    throw new Fault('factor.refused', `there are ${enrolment.most} of ${name} already`)
  }
  await spendTry(deps, who, 'challenge')
  return await enrolment.offer(who.account, wish, who)
}

async function confirm(deps: EnrolmentDeps, who: Enrolling, { factor, id, answer, name }: Answered) {
  await allow(deps, who)
  const enrolment = enrolmentOf(deps, factor)
  const right = await spendTry(deps, who, 'enrol')
  const confirmed = await enrolment.confirm(who.account.id, id, answer)
  if (confirmed === 'unknown') throw new Fault('factor.unknown', 'the offer is late or gone')
  if (confirmed === 'wrong') throw new Fault('factor.refused', 'the answer is not that of the offer')
  await right()
  const facts = { ...confirmed.facts, factor, id }
  const change = { type: 'factor.enrolled', notice: 'factor-enrolled', facts } as const
  await announced(deps, who, change, async () => ((await confirmed.enrol(name)) ? { done: true } : undefined))
}

/** Asked at each step: another session may have enrolled a factor in between. */
async function allow(deps: EnrolmentDeps, { account, proved }: Enrolling): Promise<void> {
  if (await deps.freezes.isFrozen(account.id)) {
    throw new Fault('factor.frozen', 'the factors of this account are frozen')
  }
  if (proved || !isBound(deps, await enrolled(deps, account))) return
  throw new Fault('session.unproved', 'a factor is enrolled and was not proved in this session')
}

const isBound = ({ factors }: EnrolmentDeps, has: readonly EnrolledFactor[]) =>
  has.some(({ factor }) => factors.get(factor)?.kind !== 'vouching')

async function enrolled({ factors }: EnrolmentDeps, { id }: Account): Promise<readonly EnrolledFactor[]> {
  return (await Promise.all([...factors.values()].map((factor) => factor.enrolled(id)))).flat()
}

function enrolmentOf({ factors }: EnrolmentDeps, name: FactorName): Enrolment {
  const enrolment = factors.get(name)?.enrolment
  if (enrolment === undefined) throw new Fault('factor.unknown', `nobody enrols ${name} here`)
  return enrolment
}

async function owned(deps: EnrolmentDeps, { account }: Enrolling, id: string): Promise<Factor> {
  const found = (await enrolled(deps, account)).find((one) => one.id === id)
  const factor = found && isOwn(found) ? deps.factors.get(found.factor) : undefined
  if (factor === undefined) throw new Fault('factor.unknown', 'no such factor of this account')
  return factor
}

/** What comes from the directory is not counted against what a person may add. */
const isOwn = (one: EnrolledFactor) => one.own !== false

/** @throws {Fault} `factor.locked`: nothing may be looked at, and nothing sent. */
async function spendTry(
  { tries }: EnrolmentDeps,
  { account, origin }: Enrolling,
  counting: 'challenge' | 'enrol',
): Promise<() => Promise<void>> {
  const admission = await tries.count({ counting, account: account.id, typed: account.id, origin })
  if (admission.admitted && admission.look) return admission.right
  // She is signed in as this account: it tells her nothing that it is locked.
  const retryAfterSeconds = admission.admitted ? admission.lookAfterSeconds : admission.retryAfterSeconds
  throw new Fault('factor.locked', `too many tries to enrol for ${account.id}`, { retryAfterSeconds })
}

/** As her browser asks for; where it asks for none, her account tells. */
const inLanguage = ([language]: readonly string[]) => (language === undefined ? {} : { language })

interface Change {
  readonly type: AuditEvent['type']
  readonly notice: Notice['kind']
  readonly facts: AuditEvent['facts']
}

/** The log knows before it happens and after; then the person hears of it, at every address. undefined: nothing there to change. */
async function announced<T extends object>(
  { audit, notify, mailboxesOf, clock }: EnrolmentDeps,
  { account, origin, languages }: Enrolling,
  { type, notice, facts }: Change,
  act: () => Promise<T | undefined>,
): Promise<T> {
  const event = { type, account: { id: account.id, sid: account.sid }, origin, facts }
  // Before it happens: one that is removed hears of it, too.
  const mailboxes = await mailboxesOf(account.id)
  await audit.append({ ...event, outcome: 'announced' })
  const done = await act()
  await audit.append({ ...event, outcome: done === undefined ? 'refused' : 'ok' })
  if (done === undefined) throw new Fault('factor.unknown', 'what was to be changed is gone')
  await notify.send({
    kind: notice,
    account: account.id,
    to: [...(account.mail === null ? [] : [account.mail]), ...mailboxes],
    name: account.displayName,
    at: clock(),
    address: origin.address,
    ...inLanguage(languages),
  })
  return done
}
