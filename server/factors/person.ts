import type { FactorName } from '@keyturn/contract'
import type { Directory } from '#directory'
import type { RouteRequest } from '#http'
import { Fault, type AccountId } from '#kernel'
import type { Enrolling } from './enrolments.ts'

type Request = Pick<RouteRequest<'person.me'>, 'session' | 'origin' | 'languages'>

/** The person of this session as the directory knows her now: gone or disabled ends the session. */
export async function readPerson(
  { directory }: { readonly directory: Pick<Directory, 'read'> },
  request: Request,
): Promise<Enrolling> {
  const { session, origin, languages } = request
  if (session === undefined) throw new Fault('session.missing', 'no session')
  const account = await directory.read(session.subject as AccountId)
  if (account === undefined || account.disabled || account.expired) {
    throw new Fault('session.missing', 'the account of this session is gone, disabled or expired')
  }
  return {
    account,
    origin,
    languages,
    attempt: session.id,
    proved: session.proved,
    proofs: session.proofs as FactorName[],
  }
}
