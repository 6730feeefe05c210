import type { OathToken } from '@keyturn/protocols/oath'
import type { RouteBody } from '@keyturn/contract'
import { answer, route, type Route } from '#http'
import { Fault } from '#kernel'
import type { TokenDesk } from './desk.ts'
import type { ListedToken } from './imports.ts'

/** @param desk undefined: tokens are switched off. */
export function tokenRoutes(desk: TokenDesk | undefined): readonly Route[] {
  return [
    route('admin.tokens-import', async ({ body: { tokens, from, dryRun } }) => {
      const states = await switchedOn(desk).import(tokens.map(readListed), from, dryRun)
      return answer({ states: [...states] })
    }),

    route('admin.tokens', async () => {
      const tokens = await switchedOn(desk).list()
      return answer({
        tokens: tokens.map(({ serial, type, manufacturer, model, holder, account, revoked, ...token }) => ({
          serial,
          type,
          manufacturer,
          model,
          imported: token.imported.toISOString(),
          importedFrom: token.importedFrom,
          state: revoked !== null ? 'revoked' : holder !== null ? 'assigned' : 'free',
          account,
          lastUsed: holder?.lastUsed?.toISOString() ?? null,
        })),
      })
    }),

    route('admin.token-assign', async ({ body: { serial, account } }) => {
      const found = await switchedOn(desk).find(account)
      if (!found.found) throw new Fault('request.not-found', `the account is ${found.why} in the directory`)
      return answer({ end: await switchedOn(desk).assign(serial, found.account) })
    }),

    route('admin.token-revoke', async ({ body }) =>
      answer({ done: await switchedOn(desk).revoke(body.serial) }),
    ),
  ]
}

function readListed({ serial, drift, manufacturer, model, ...rest }: Sent): ListedToken {
  const { algorithm, digits, type, counter, periodSeconds } = rest
  const kind = { algorithm, digits, seed: Uint8Array.from(Buffer.from(rest.seed, 'base64')) }
  const token: OathToken = type === 'hotp' ? { ...kind, type, counter } : { ...kind, type, periodSeconds }
  return { serial, drift, manufacturer, model, token }
}

type Sent = RouteBody<'admin.tokens-import'>['tokens'][number]

function switchedOn(desk: TokenDesk | undefined): TokenDesk {
  if (desk === undefined) throw new Fault('factor.unknown', 'hardware tokens are switched off')
  return desk
}
