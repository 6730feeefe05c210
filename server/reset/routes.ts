import { answer, route, type Route, type Session } from '#http'
import { Fault, secret } from '#kernel'
import type { Resets } from './resets.ts'

/**
 * The cookie only names the reset, and the row decides when it is late. So it outlives the reset: for the end of an
 * interrupted one, and for the page that waits for the computer to be refreshed.
 */
const cookieSeconds = 60 * 60
const longestLanguage = 35

/** All of `reset.*`. */
export function resetRoutes(
  resets: Omit<Resets, 'sweeper' | 'rest' | 'chooser' | 'forgetProofs' | 'endAll'>,
): readonly Route[] {
  return [
    route('reset.start', async ({ body, origin, languages }) => {
      const { purpose, identifier, launch, deviceChallenge } = body
      const language = (languages[0] ?? 'en').slice(0, longestLanguage)
      const named = { purpose, identifier, launch, deviceChallenge }
      const { id, view } = await resets.start({ ...named, origin, language })
      return answer(view, { start: { kind: 'reset', subject: id, ttlSeconds: cookieSeconds } })
    }),
    route('reset.view', async ({ session }) => answer(await resets.view(resetOf(session)))),
    route('reset.challenge', async ({ session, body, origin, languages }) =>
      answer(await resets.challenge(resetOf(session), { ...body, origin, languages })),
    ),
    route('reset.challenge-state', async ({ session, params: { factor }, origin, languages }) =>
      answer({ ready: await resets.ready(resetOf(session), { factor, origin, languages }) }),
    ),
    route('reset.prove', async ({ session, body, origin, languages }) => {
      const { factor, answer: given } = body
      const answered = { factor, answer: secret(given), origin, languages }
      return answer(await resets.prove(resetOf(session), answered))
    }),
    route('reset.choose', async ({ session, body, origin }) => {
      const password = secret(body.password)
      return answer(await resets.choose(resetOf(session), { password, origin }))
    }),
    route('reset.unlock', async ({ session, origin }) =>
      answer(await resets.unlock(resetOf(session), origin)),
    ),
    route('reset.go-on', async ({ session, body, origin }) => {
      const { id, view } = await resets.goOn(resetOf(session), body.purpose, origin)
      return answer(view, { start: { kind: 'reset', subject: id, ttlSeconds: cookieSeconds } })
    }),
    route('reset.cancel', async ({ session }) =>
      answer(await resets.cancel(resetOf(session)), { end: 'reset' }),
    ),
  ]
}

function resetOf(session: Session | undefined): string {
  if (session?.kind !== 'reset') throw new Fault('session.missing', 'no session of a reset')
  return session.subject
}
