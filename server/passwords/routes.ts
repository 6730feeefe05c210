import { answer, createRate, route, tooMany, type Route, type Session } from '#http'
import { Fault, secret, type AccountId, type Clock } from '#kernel'
import type { Changes } from './changes.ts'
import type { Passwords } from './passwords.ts'
import type { Suggestions } from './suggestions/suggestions.ts'

export interface PasswordRoutesDeps {
  readonly passwords: Pick<Passwords, 'policyFor' | 'judge'>
  readonly suggestions: Suggestions
  readonly changes: Changes
  /**
   * Whose password is being chosen in this reset.
   *
   * @throws {Fault} `reset.step-refused`, `reset.expired`: she has not proved enough, or it is over.
   */
  readonly chooserOf: (reset: string) => Promise<AccountId>
  readonly clock: Clock
  /** Does the policy let her change a password that she knows, having proved these since she signed in? */
  readonly mayChange: (account: AccountId, proofs: readonly string[]) => Promise<boolean>
}

/** Somebody who types needs about one a second; an estimate costs the server some 30 ms. */
const looks = { perSecond: 1, atOnce: 30 }

/** `person.policy` and `person.change`, and what helps to choose: judging and suggesting, for a reset as well. */
export function passwordRoutes(deps: PasswordRoutesDeps): readonly Route[] {
  const { passwords, changes, suggestions, chooserOf } = deps
  const rate = createRate(looks, deps.clock)

  function slowly(account: AccountId): AccountId {
    const waitSeconds = rate.take(account)
    if (waitSeconds > 0) throw tooMany(waitSeconds)
    return account
  }
  const chooser = async (session: Session | undefined) => slowly(await chooserOf(resetOf(session)))
  const person = (session: Session | undefined) => slowly(accountOf(ofPerson(session)))

  return [
    route('person.policy', async ({ session }) => {
      // When AD locks is the help desk's business, not the page's.
      const { lockoutThreshold: _, ...policy } = await passwords.policyFor(accountOf(ofPerson(session)))
      return answer({ policy })
    }),
    route('password.judge', async ({ session, body }) =>
      answer(await passwords.judge(person(session), secret(body.password))),
    ),
    route('password.suggest', async ({ session, body }) =>
      answer(await suggestions.suggest(person(session), body.language)),
    ),
    route('password.judge-in-reset', async ({ session, body }) =>
      answer(await passwords.judge(await chooser(session), secret(body.password))),
    ),
    route('password.suggest-in-reset', async ({ session, body }) =>
      answer(await suggestions.suggest(await chooser(session), body.language)),
    ),

    route('person.change', async ({ session, body, origin, languages }) => {
      const asking = ofPerson(session)
      if (!(await deps.mayChange(accountOf(asking), asking.proofs))) {
        throw new Fault('session.unproved', 'the policy asks for a proof before a change')
      }
      const outcome = await changes.change({
        account: accountOf(asking),
        session: asking.id,
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

function resetOf(session: Session | undefined): string {
  if (session?.kind !== 'reset') throw new Fault('session.missing', 'no session of a reset')
  return session.subject
}

function accountOf({ subject }: Session): AccountId {
  return subject as AccountId
}
