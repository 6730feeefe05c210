import { answer, route, type Route } from '#http'
import { Fault } from '#kernel'
import type { PassDesk } from './desk.ts'

/** @param desk undefined: passes are switched off. */
export function passRoutes(desk: PassDesk | undefined): readonly Route[] {
  return [
    route('admin.passes', async () => answer(await switchedOn(desk).list())),

    route('admin.pass-issue', async ({ body }) => {
      const { account, by, once: isOnce, ...wish } = body
      const issued = await switchedOn(desk).issue(account, { ...wish, isOnce }, { account: null, name: by })
      if (!issued.issued) return answer(issued)
      const expires = issued.expires.toISOString()
      // This answer is the only place where it is ever seen.
      return answer({
        issued: true,
        account: issued.account.sAMAccountName,
        pass: issued.pass.reveal(),
        expires,
      })
    }),

    route('admin.pass-revoke', async ({ body: { account, by } }) =>
      answer({ revoked: await switchedOn(desk).revoke(account, { account: null, name: by }) }),
    ),
  ]
}

function switchedOn(desk: PassDesk | undefined): PassDesk {
  if (desk === undefined) throw new Fault('factor.unknown', 'access passes are switched off')
  return desk
}
