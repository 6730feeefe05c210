import type { Me } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import { answer, route, type Route, type RouteRequest } from '#http'
import { Fault, secret, type AccountId } from '#kernel'
import type { Enrolling, Enrolments } from './enrolments.ts'
import type { Prover } from './prover.ts'
import type { RecoveryCodes } from './recovery-codes/recovery-codes.ts'
import type { SignIns } from './signins.ts'

export interface PersonRouteDeps {
  readonly signIns: SignIns
  readonly enrolments: Enrolments
  readonly prover: Prover
  readonly recoveryCodes: Pick<RecoveryCodes, 'left'>
  readonly directory: Pick<Directory, 'read'>
  readonly audit: Audit
}

type Request = Pick<RouteRequest<'person.me'>, 'session' | 'origin' | 'languages'>

const ttlSeconds = 15 * 60
/** Always a new one, which ends the old one: whoever saw that token gains nothing by her proof. */
const personSession = (subject: AccountId, proved: boolean) =>
  ({ start: { kind: 'person', subject, proved, ttlSeconds } }) as const

/** Signing in, proving, and a person's own factors. */
export function personRoutes(deps: PersonRouteDeps): readonly Route[] {
  const { signIns, enrolments } = deps
  const whoIs = (request: Request) => readPerson(deps, request)
  const meOf = (account: Account, proved: boolean) => describe(deps, account, proved)

  return [
    route('person.sign-in', async ({ body, origin }) => {
      const signedIn = await signIns.signIn(body.identifier, secret(body.password), origin)
      if (!signedIn.signedIn) throw refusal(signedIn)
      const { account, mustChange } = signedIn
      return answer({ ...(await meOf(account, false)), mustChange }, personSession(account.id, false))
    }),

    route('person.prove', async (request) => {
      const who = await whoIs(request)
      await prove(deps, who, request.body.factor, request.body.answer)
      return answer(await meOf(who.account, true), personSession(who.account.id, true))
    }),

    route('person.sign-out', async () => answer({}, { end: 'person' })),

    route('person.me', async (request) => {
      const who = await whoIs(request)
      return answer(await meOf(who.account, who.proved))
    }),

    route('person.totp-offer', async (request) => answer(await enrolments.offerTotp(await whoIs(request)))),

    route('person.totp-confirm', async (request) => {
      const who = await whoIs(request)
      const { id, code, name } = request.body
      await enrolments.confirmTotp(who, id, secret(code), name)
      // The code proved the new factor: she may go on to her recovery codes without waiting for the next one.
      return answer(await meOf(who.account, true), personSession(who.account.id, true))
    }),

    route('person.recovery-codes', async (request) =>
      answer({ codes: [...(await enrolments.issueCodes(await whoIs(request)))] }),
    ),

    route('person.remove-factor', async (request) => {
      const who = await whoIs(request)
      await enrolments.remove(who, request.params.id)
      return answer(await meOf(who.account, who.proved))
    }),
  ]
}

/** The person of this session as the directory knows her now: gone or disabled ends the session. */
async function readPerson({ directory }: PersonRouteDeps, request: Request): Promise<Enrolling> {
  const { session, origin, languages } = request
  if (session === undefined) throw new Fault('session.missing', 'no session')
  const account = await directory.read(session.subject as AccountId)
  if (account === undefined || account.disabled || account.expired) {
    throw new Fault('session.missing', 'the account of this session is gone, disabled or expired')
  }
  return { account, origin, languages, proved: session.proved }
}

async function prove(
  { prover, audit }: PersonRouteDeps,
  { account, origin }: Enrolling,
  factor: 'totp' | 'recovery-code',
  given: string,
): Promise<void> {
  const proving = await prover.prove({
    account: account.id,
    subject: account.id,
    factor,
    answer: secret(given),
    origin,
  })
  const event = { account: { id: account.id, sid: account.sid }, origin }
  if (proving.proved) {
    await audit.append({ ...event, type: 'person.proved', outcome: 'ok', facts: { factor } })
    return
  }
  const facts = { factor, why: proving.because }
  await audit.append({ ...event, type: 'person.not-proved', outcome: 'refused', facts })
  const { retryAfterSeconds } = proving
  if (proving.why === 'locked') throw new Fault('factor.locked', 'too many tries', { retryAfterSeconds })
  throw new Fault('factor.refused', 'the answer was not right')
}

async function describe(deps: PersonRouteDeps, account: Account, proved: boolean): Promise<Me> {
  const [factors, recoveryCodesLeft] = await Promise.all([
    deps.prover.enrolled(account.id),
    deps.recoveryCodes.left(account.id),
  ])
  return {
    name: account.sAMAccountName,
    displayName: account.displayName,
    mustChange: account.mustChange,
    mustProve: !proved && factors.length > 0,
    factors: factors.map(({ enrolled, lastUsed, ...factor }) => ({
      ...factor,
      enrolled: enrolled.toISOString(),
      lastUsed: lastUsed?.toISOString() ?? null,
    })),
    recoveryCodesLeft,
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
