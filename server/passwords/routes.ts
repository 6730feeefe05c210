import { answer, route, type Route, type Session } from '#http'
import { Fault, secret, type AccountId } from '#kernel'
import type { Changes } from './changes.ts'
import type { Passwords } from './passwords.ts'

export interface PasswordRoutesDeps {
  readonly passwords: Pick<Passwords, 'policyFor'>
  readonly changes: Changes
}

/** `person.policy` and `person.change`: for somebody who signed in with the current password. */
export function passwordRoutes({ passwords, changes }: PasswordRoutesDeps): readonly Route[] {
  return [
    route('person.policy', async ({ session }) => {
      // When AD locks is the help desk's business, not the page's.
      const { lockoutThreshold: _, ...policy } = await passwords.policyFor(accountOf(ofPerson(session)))
      return answer({ policy })
    }),

    route('person.change', async ({ session, body, origin, languages }) => {
      const person = ofPerson(session)
      const outcome = await changes.change({
        account: accountOf(person),
        session: person.id,
        old: secret(body.oldPassword),
        password: secret(body.newPassword),
        origin,
        language: languages[0] ?? 'en',
      })
      return outcome.changed
        ? answer({ changed: true, at: outcome.at.toISOString() })
        : answer({ changed: false, problems: [...outcome.problems] })
    }),
  ]
}

function ofPerson(session: Session | undefined): Session {
  if (session?.kind !== 'person') throw new Fault('session.missing', 'no session of a person')
  return session
}

function accountOf({ subject }: Session): AccountId {
  return subject as AccountId
}
