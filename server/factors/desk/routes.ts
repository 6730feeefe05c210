import type { Account } from '#directory'
import { answer, route, type Route } from '#http'
import { Fault } from '#kernel'
import type { FactorDesk } from './desk.ts'
import type { createImport } from './importing.ts'

/** At the server's local socket, until there are operators. */
export function factorDeskRoutes(
  desk: FactorDesk,
  importing: ReturnType<typeof createImport>,
): readonly Route[] {
  const accountOf = async (name: string): Promise<Account> => {
    const found = await desk.find(name)
    if (found.found) return found.account
    throw new Fault('request.not-found', `the account is ${found.why} in the directory`)
  }
  return [
    route('admin.factors', async ({ body }) => {
      const account = await accountOf(body.account)
      const factors = (await desk.list(account)).map(({ enrolled, lastUsed, own = true, ...one }) => ({
        ...one,
        own,
        enrolled: enrolled.toISOString(),
        lastUsed: lastUsed?.toISOString() ?? null,
      }))
      return answer({ name: account.sAMAccountName, displayName: account.displayName, factors })
    }),
    route('admin.factor-remove', async ({ body }) =>
      answer({ done: await desk.remove(await accountOf(body.account), body.id) }),
    ),
    route('admin.factors-freeze', async ({ body }) => {
      await desk.freeze(await accountOf(body.account))
      return answer({ done: true })
    }),
    route('admin.factors-thaw', async ({ body }) =>
      answer({ done: await desk.thaw(await accountOf(body.account)) }),
    ),
    route('admin.factors-import', async ({ body }) =>
      answer({ ends: await importing(body.lines, body.dryRun) }),
    ),
    route('admin.factors-unenrol', async ({ body }) => {
      const { since, group, dryRun } = body
      return answer(await desk.removeBoundSince(new Date(since), { group, dryRun }))
    }),
  ]
}
