import type { Challenge, FactorName, Me, RouteBody } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import { answer, route, type Route } from '#http'
import { Fault, secret, type AccountId, type Secret } from '#kernel'
import type { Enrolling, Enrolments } from './enrolments.ts'
import type { Freezes } from './freezing/freezes.ts'
import { readPerson } from './person.ts'
import type { Prover } from './prover.ts'
import type { RecoveryCodes } from './recovery-codes/recovery-codes.ts'
import type { SignIns } from './signins.ts'

export interface PersonRouteDeps {
  readonly signIns: SignIns
  readonly enrolments: Enrolments
  readonly prover: Prover
  readonly recoveryCodes: Pick<RecoveryCodes, 'left'>
  readonly freezes: Pick<Freezes, 'isFrozen' | 'freeze' | 'raise'>
  readonly directory: Pick<Directory, 'read'>
  readonly audit: Audit
  readonly isEnough: IsEnough
  /** Until when this account must enrol; null: it need not. */
  readonly enrolBy: (account: Account) => Promise<Date | null>
  /** Of these, which do not count now. */
  readonly unusable: (account: AccountId, has: readonly FactorName[]) => Promise<readonly FactorName[]>
}

/** Has somebody who signed in and proved these shown enough for this? The policy knows. */
export type IsEnough = (
  account: Account,
  purpose: 'enrol' | 'change',
  proofs: readonly FactorName[],
) => Promise<boolean>

const ttlSeconds = 15 * 60
/** Always a new one, which ends the old one: whoever saw that token gains nothing by her proof. */
const personSession = (subject: AccountId, proved: boolean, proofs: readonly FactorName[]) =>
  // Signing in begins; a proof goes on.
  ({ start: { kind: 'person', subject, proved, proofs, continues: proofs.length > 0, ttlSeconds } }) as const

/** Signing in, proving, and a person's own factors. */
export function personRoutes(deps: PersonRouteDeps): readonly Route[] {
  return [...signInRoutes(deps), ...provingRoutes(deps), ...ownFactorRoutes(deps), ...notMeRoutes(deps)]
}

function signInRoutes(deps: PersonRouteDeps): readonly Route[] {
  return [
    route('person.sign-in', async ({ body, origin }) => {
      const signedIn = await deps.signIns.signIn(body.identifier, secret(body.password), origin)
      if (!signedIn.signedIn) throw refusal(signedIn)
      const { account, mustChange } = signedIn
      const me = await describe(deps, { account, proved: false, proofs: [] })
      return answer({ ...me, mustChange }, personSession(account.id, false, []))
    }),

    route('person.sign-out', async () => answer({}, { end: 'person' })),

    route('person.me', async (request) => answer(await describe(deps, await readPerson(deps, request)))),
  ]
}

function provingRoutes(deps: PersonRouteDeps): readonly Route[] {
  return [
    route('person.challenge', async (request) =>
      answer(await challenge(deps, await readPerson(deps, request), request.body)),
    ),

    route('person.challenge-state', async (request) => {
      const asking = askingOf(await readPerson(deps, request))
      return answer({ ready: await deps.prover.ready({ ...asking, factor: request.params.factor }) })
    }),

    route('person.prove', async (request) => {
      const who = await readPerson(deps, request)
      const { factor, answer: given } = request.body
      const more = await prove(deps, who, factor, secret(given))
      if (more !== undefined) return answer({ ...(await describe(deps, who)), challenge: more })
      const proofs = [...new Set([...who.proofs, factor])]
      const proved = who.proved || (await deps.isEnough(who.account, 'enrol', proofs))
      return answer(
        await describe(deps, { ...who, proved, proofs }),
        personSession(who.account.id, proved, proofs),
      )
    }),
  ]
}

function ownFactorRoutes(deps: PersonRouteDeps): readonly Route[] {
  const { enrolments } = deps
  return [
    route('person.offer-factor', async (request) => {
      const { factor, wish } = request.body
      return answer(await enrolments.offer(await readPerson(deps, request), factor, wish))
    }),

    route('person.confirm-factor', async (request) => {
      const who = await readPerson(deps, request)
      const { answer: given, ...body } = request.body
      await enrolments.confirm(who, { ...body, answer: secret(given) })
      // The answer proved the new factor: she may go on to her recovery codes without waiting for the next one.
      const proofs = [...new Set([...who.proofs, body.factor])]
      return answer(
        await describe(deps, { ...who, proved: true, proofs }),
        personSession(who.account.id, true, proofs),
      )
    }),

    route('person.rename-factor', async (request) => {
      const who = await readPerson(deps, request)
      await enrolments.rename(who, request.params.id, request.body.name)
      return answer(await describe(deps, who))
    }),

    route('person.recovery-codes', async (request) =>
      answer({ codes: [...(await enrolments.issueCodes(await readPerson(deps, request)))] }),
    ),

    route('person.remove-factor', async (request) => {
      const who = await readPerson(deps, request)
      await enrolments.remove(who, request.params.id)
      return answer(await describe(deps, who))
    }),
  ]
}

/** "It was not me", by somebody who is signed in, or who got a notice. */
function notMeRoutes(deps: PersonRouteDeps): readonly Route[] {
  return [
    route('person.not-me', async (request) => {
      const { account, origin } = await readPerson(deps, request)
      await deps.freezes.freeze(account, 'person', origin)
      return answer({ frozen: true }, { end: 'person' })
    }),

    route('alarm.raise', async ({ body, origin }) =>
      answer({ frozen: await deps.freezes.raise(secret(body.code), origin) }),
    ),
  ]
}

const askingOf = ({ account, ...where }: Enrolling) => ({
  ...where,
  account: account.id,
  subject: account.id,
})

async function challenge(
  { prover, audit }: PersonRouteDeps,
  who: Enrolling,
  ask: RouteBody<'person.challenge'>,
): Promise<Challenge> {
  const begun = await prover.challenge({ ...askingOf(who), ...ask })
  if (!begun.begun) {
    const { retryAfterSeconds } = begun
    throw new Fault('factor.locked', 'too many challenges', { retryAfterSeconds })
  }
  const { account, origin } = who
  await audit.append({
    type: 'person.challenged',
    account: { id: account.id, sid: account.sid },
    origin,
    outcome: 'ok',
    facts: { factor: ask.factor },
  })
  return begun.challenge
}

/** @returns what is still to be answered, if the answer was right so far. */
async function prove(
  { prover, audit }: PersonRouteDeps,
  who: Enrolling,
  factor: FactorName,
  given: Secret,
): Promise<Challenge | undefined> {
  const proving = await prover.prove({ ...askingOf(who), factor, answer: given })
  const event = { account: { id: who.account.id, sid: who.account.sid }, origin: who.origin }
  if (proving.proved) {
    await audit.append({ ...event, type: 'person.proved', outcome: 'ok', facts: { factor } })
    return undefined
  }
  if (proving.why === 'more') return proving.challenge
  const facts = { factor, why: proving.because }
  await audit.append({ ...event, type: 'person.not-proved', outcome: 'refused', facts })
  const { retryAfterSeconds } = proving
  if (proving.why === 'locked') throw new Fault('factor.locked', 'too many tries', { retryAfterSeconds })
  throw new Fault('factor.refused', 'the answer was not right')
}

type Standing = Pick<Enrolling, 'account' | 'proved' | 'proofs'>

async function describe(deps: PersonRouteDeps, { account, proved, proofs }: Standing): Promise<Me> {
  const [factors, recoveryCodesLeft, mayChange, frozen, enrolBy] = await Promise.all([
    deps.prover.enrolled(account.id),
    deps.recoveryCodes.left(account.id),
    deps.isEnough(account, 'change', proofs),
    deps.freezes.isFrozen(account.id),
    deps.enrolBy(account),
  ])
  const isBound = deps.enrolments.isBound(factors)
  const unusable = await deps.unusable(account.id, [...new Set(factors.map(({ factor }) => factor))])
  return {
    ...(unusable.length > 0 && { unusable: [...unusable] }),
    name: account.sAMAccountName,
    displayName: account.displayName,
    mustChange: account.mustChange,
    mustProve: !proved && isBound,
    mustProveToChange: !mayChange && isBound,
    proved: [...proofs],
    factors: factors.map(({ enrolled, lastUsed, own = true, ...factor }) => ({
      ...factor,
      own,
      enrolled: enrolled.toISOString(),
      lastUsed: lastUsed?.toISOString() ?? null,
    })),
    recoveryCodesLeft,
    frozen,
    enrolBy: enrolBy?.toISOString() ?? null,
    enrollable: [...deps.enrolments.enrollable(factors)],
  }
}

function refusal({
  why,
  retryAfterSeconds,
}: {
  why: 'refused' | 'locked'
  retryAfterSeconds: number
}): Fault {
  return why === 'locked'
    ? new Fault('factor.locked', 'too many tries to sign in', { retryAfterSeconds })
    : new Fault('sign-in.refused', 'not signed in')
}
