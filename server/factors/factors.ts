import type { FactorName } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import type { Route, Sessions } from '#http'
import { Fault, type AccountId, type Clock, type Log, type Origin, type Random } from '#kernel'
import type { Courier, Notify } from '#notify'
import type { Storage } from '#storage'
import type { FactorSettings } from './settings.ts'
import { createChallengeStore } from './challenges/store-sql.ts'
import { createEnrolments } from './enrolments.ts'
import type { Factor } from './factor.ts'
import { createFactorDesk } from './desk/desk.ts'
import { createImport } from './desk/importing.ts'
import { factorDeskRoutes } from './desk/routes.ts'
import type { Distrust } from './freezing/distrust.ts'
import { counts, distrusting, type DistrustSince } from './freezing/distrusting.ts'
import { createFreezes, type Freezes } from './freezing/freezes.ts'
import { createFreezeStore } from './freezing/store-sql.ts'
import type { PreparedPasses } from './access-pass/prepared.ts'
import { createProver, type Prover } from './prover.ts'
import { createHashCode } from './recovery-codes/hash.ts'
import { createRecoveryCodes } from './recovery-codes/recovery-codes.ts'
import { createRecoveryCodeStore } from './recovery-codes/store-sql.ts'
import { personRoutes, type IsEnough } from './routes.ts'
import type { Seal } from './sealing/seal.ts'
import { createTargetStore } from './sent-codes/store-sql.ts'
import { createMailboxes } from './sent-codes/targets.ts'
import { createSignIns } from './signins.ts'
import { createSwitchedOn, type SwitchedOnDeps } from './switched-on.ts'
import { createOfferStore, createTokenStore } from './totp/store-sql.ts'
import { createTotp } from './totp/totp.ts'
import { createTriesStore } from './tries/store-sql.ts'
import { createTries, type Tries } from './tries/tries.ts'

export interface FactorsDeps {
  readonly storage: Pick<Storage, 'tables' | 'jobs'>
  readonly directory: SwitchedOnDeps['directory'] & Pick<Directory, 'checkPassword' | 'memberIds'>
  readonly sessions: Pick<Sessions, 'endOf'>
  /** What was proved for this account in resets counts no more. */
  readonly forgetProofs: (account: AccountId) => Promise<void>
  readonly audit: Audit
  readonly notify: Notify
  /** Carries codes. */
  readonly courier: Courier
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Seals seeds and addresses. */
  readonly seal: Seal
  /** What authenticator apps show above the account's name. */
  readonly issuer: string
  /** The portal's address, which passkeys are bound to. */
  readonly publicUrl: string
  readonly refusalMs?: number
  readonly settings: FactorSettings
  readonly isEnough: IsEnough
  readonly enrolBy: (account: Account) => Promise<Date | null>
  /** What was bound since then proves nothing. Left out: all counts. */
  readonly distrustSince?: DistrustSince
}

/** Disposing of it ends what listens for them. */
export interface Factors extends AsyncDisposable {
  readonly all: ReadonlyMap<FactorName, Factor>
  readonly prover: Prover
  readonly freezes: Pick<Freezes, 'alarmFor' | 'frozenAmong'>
  /** Those that this person added for codes by mail, be they switched on or not. */
  mailboxesOf(account: AccountId): Promise<readonly string[]>
  readonly routes: readonly Route[]
  /** As if nothing counted that was bound since then, or all (null): for who asks what would be left. */
  distrusting(since: Date | null): ReadonlyMap<FactorName, Factor>
  /** Would what this account has of a factor count under that? */
  countsUnder(account: AccountId, factor: FactorName, since: Date): Promise<boolean>
  /** For letters; undefined: access passes are switched off. */
  readonly preparedPasses: PreparedPasses | undefined
  /**
   * Counts a try of the current password in the count of signing in, since both guess the same password; resolves when
   * it may be looked at, with what to call if it was right.
   *
   * @throws {Fault} `factor.locked`, with the seconds to wait; nothing may be looked at.
   */
  spendPasswordTry(account: Account, origin: Origin): Promise<() => Promise<void>>
}

/**
 * Puts the module together, and has what is long over forgotten once an hour. Before `jobs.start`.
 *
 * @throws {Fault} `config.invalid` for a factor's section that cannot be.
 */
export async function createFactors(deps: FactorsDeps): Promise<Factors> {
  const { storage, clock, random, seal } = deps
  const tries = createTries({ store: createTriesStore(storage.tables()), seal, clock })
  const challenges = createChallengeStore(storage.tables())
  const offers = createOfferStore(storage.tables())
  const totp = createTotp({ ...deps, seal, offers, store: createTokenStore(storage.tables()) })
  const recoveryCodes = createRecoveryCodes({
    store: createRecoveryCodeStore(storage.tables()),
    hash: createHashCode(),
    clock,
    random,
  })
  const distrust: Distrust = async (account, exceptSession) => {
    await deps.sessions.endOf('person', account, exceptSession)
    await deps.forgetProofs(account)
  }
  const switchedOn = await createSwitchedOn({
    ...deps,
    distrust,
    seal,
    enrolled: (account) => prover.enrolled(account),
  })
  const distrusted = createDistrusted([totp, recoveryCodes, ...switchedOn.factors], deps.distrustSince)
  const { factors } = distrusted
  const freezes = createFreezes({ ...deps, distrust, seal, store: createFreezeStore(storage.tables()) })
  const prover: Prover = createProver({ factors, tries, freezes })
  const mailboxesOf = createMailboxes({ ...deps, store: createTargetStore(storage.tables(), 'mail-code') })
  const desk = createFactorDesk({ ...deps, factors, freezes, distrust, mailboxesOf })
  const enrolments = createEnrolments({
    ...deps,
    factors,
    freezes,
    distrust,
    recoveryCodes,
    tries,
    mailboxesOf,
  })
  const signing = { signIns: createSignIns({ ...deps, tries }), enrolments, ...distrusted.shown }

  forgetHourly(storage, async () => {
    const now = clock()
    const timed = [tries, freezes, switchedOn].map((one) => one.prune())
    await Promise.all([...timed, offers.prune(now), challenges.prune(now)])
  })
  return {
    all: factors,
    prover,
    freezes,
    mailboxesOf,
    ...distrusted.asked,
    preparedPasses: switchedOn.preparedPasses,
    routes: [
      ...personRoutes({ ...deps, ...signing, prover, freezes, recoveryCodes }),
      ...factorDeskRoutes(desk, createImport({ ...deps, factors })),
      ...switchedOn.routes,
    ],
    [Symbol.asyncDispose]: () => switchedOn[Symbol.asyncDispose](),
    spendPasswordTry: passwordTries(tries),
  }
}

/** All factors, as they are looked at while what was bound since an instant proves nothing. */
function createDistrusted(plain: readonly Factor[], since: DistrustSince = async () => null) {
  const under = (instant: DistrustSince) =>
    new Map<FactorName, Factor>(plain.map((factor) => [factor.name, distrusting(factor, instant)]))
  const asked: Pick<Factors, 'distrusting' | 'countsUnder'> = {
    distrusting: (instant) => under(async () => instant),
    countsUnder: async (account, name, instant) => {
      const factor = plain.find((one) => one.name === name)
      return factor !== undefined && (await counts(factor, account, instant))
    },
  }
  /** Which of those she has do not count now. */
  const unusable = async (account: AccountId, has: readonly FactorName[]): Promise<readonly FactorName[]> => {
    const instant = await since()
    if (instant === null) return []
    const hers = plain.filter(({ name }) => has.includes(name))
    const good = await Promise.all(hers.map((factor) => counts(factor, account, instant)))
    return hers.flatMap(({ name }, i) => (good[i] === true ? [] : [name]))
  }
  return { factors: under(since), asked, shown: { unusable } }
}

function forgetHourly({ jobs }: Pick<Storage, 'jobs'>, forget: () => Promise<void>): void {
  jobs.handle('factors.prune', forget)
  jobs.every('23 * * * *', 'factors.prune')
}

function passwordTries(tries: Tries): Factors['spendPasswordTry'] {
  return async ({ id, sAMAccountName }, origin) => {
    const admission = await tries.count({ counting: 'sign-in', account: id, typed: sAMAccountName, origin })
    if (admission.admitted && admission.look) return admission.right
    // She is signed in as this account: it tells her nothing that it is locked.
    const retryAfterSeconds = admission.admitted ? admission.lookAfterSeconds : admission.retryAfterSeconds
    throw new Fault('factor.locked', `too many passwords tried for ${id}`, { retryAfterSeconds })
  }
}
