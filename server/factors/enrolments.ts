import type { Audit, AuditEvent } from '#audit'
import type { Account } from '#directory'
import { Fault, type Clock, type Origin, type Secret } from '#kernel'
import type { Notice, Notify } from '#notify'
import type { Factor } from './factor.ts'
import type { RecoveryCodes } from './recovery-codes/recovery-codes.ts'
import type { TotpOffers } from './totp/offers.ts'
import { maxTokens } from './totp/totp.ts'

/** Somebody who signed in and changes her own factors. */
export interface Enrolling {
  readonly account: Account
  readonly origin: Origin
  /** She proved a factor in this session. Without one enrolled, the password is enough. */
  readonly proved: boolean
  readonly languages: readonly string[]
}

export interface Enrolments {
  /** @throws {Fault} `session.unproved`; `factor.refused` when she has as many apps as can be. */
  offerTotp(who: Enrolling): Promise<{ readonly id: string; readonly uri: string; readonly seed: string }>
  /** @throws {Fault} `session.unproved`; `factor.unknown` for an offer that is late or gone; `factor.refused` for a wrong code. */
  confirmTotp(who: Enrolling, id: string, code: Secret, name: string): Promise<void>
  /** @throws {Fault} `session.unproved`. */
  issueCodes(who: Enrolling): Promise<readonly string[]>
  /** @throws {Fault} `session.unproved`; `factor.unknown`. */
  remove(who: Enrolling, id: string): Promise<void>
}

export interface EnrolmentDeps {
  readonly totp: Factor
  readonly offers: TotpOffers
  readonly recoveryCodes: RecoveryCodes
  readonly audit: Audit
  readonly notify: Notify
  readonly clock: Clock
}

export function createEnrolments(deps: EnrolmentDeps): Enrolments {
  const { totp, offers, recoveryCodes } = deps
  const factors: readonly Factor[] = [totp, recoveryCodes]
  const enrolled = async ({ id }: Account) =>
    (await Promise.all(factors.map((factor) => factor.enrolled(id)))).flat()

  /** Asked at each step: another session may have enrolled a factor in between. */
  async function allow({ account, proved }: Enrolling): Promise<void> {
    if (proved || (await enrolled(account)).length === 0) return
    throw new Fault('session.unproved', 'a factor is enrolled and was not proved in this session')
  }

  return {
    async offerTotp(who) {
      await allow(who)
      if ((await totp.enrolled(who.account.id)).length >= maxTokens) {
        throw new Fault('factor.refused', `there are ${maxTokens} authenticators already`)
      }
      return await offers.offer(who.account.id, labelOf(who.account))
    },

    async confirmTotp(who, id, code, name) {
      await allow(who)
      const confirmed = await offers.confirm(who.account.id, id, code)
      if (confirmed === 'unknown') throw new Fault('factor.unknown', 'the offered seed is late or gone')
      if (confirmed === 'wrong') throw new Fault('factor.refused', 'the code is not that of the offered seed')
      const change = {
        type: 'factor.enrolled',
        notice: 'factor-enrolled',
        facts: { factor: 'totp', id },
      } as const
      await announced(deps, who, change, async () =>
        (await offers.enrol(confirmed, name)) ? { done: true } : undefined,
      )
    },

    async issueCodes(who) {
      await allow(who)
      const facts = { factor: 'recovery-code' }
      const change = { type: 'factor.codes-issued', notice: 'recovery-codes-issued', facts } as const
      return await announced(deps, who, change, () => recoveryCodes.issue(who.account.id))
    },

    async remove(who, id) {
      await allow(who)
      const found = (await enrolled(who.account)).find((one) => one.id === id)
      const factor = factors.find(({ name }) => name === found?.factor)
      if (factor === undefined) throw new Fault('factor.unknown', 'no such factor of this account')
      const change = {
        type: 'factor.removed',
        notice: 'factor-removed',
        facts: { factor: factor.name, id },
      } as const
      await announced(deps, who, change, async () =>
        (await factor.remove(who.account.id, id)) ? { done: true } : undefined,
      )
    },
  }
}

interface Change {
  readonly type: AuditEvent['type']
  readonly notice: Notice['kind']
  readonly facts: AuditEvent['facts']
}

/** The log knows before it happens and after; then the person hears of it, at every address. undefined: nothing there to change. */
async function announced<T extends object>(
  { audit, notify, clock }: EnrolmentDeps,
  { account, origin, languages }: Enrolling,
  { type, notice, facts }: Change,
  act: () => Promise<T | undefined>,
): Promise<T> {
  const event = { type, account: { id: account.id, sid: account.sid }, origin, facts }
  await audit.append({ ...event, outcome: 'announced' })
  const done = await act()
  await audit.append({ ...event, outcome: done === undefined ? 'refused' : 'ok' })
  if (done === undefined) throw new Fault('factor.unknown', 'what was to be changed is gone')
  await notify.send({
    kind: notice,
    to: account.mail === null ? [] : [account.mail],
    name: account.displayName,
    at: clock(),
    address: origin.address,
    language: languages[0] ?? 'en',
  })
  return done
}

/** What the app shows under the issuer's name. */
const labelOf = ({ userPrincipalName, sAMAccountName, domain }: Account) =>
  userPrincipalName ?? `${sAMAccountName}@${domain}`
