import { readOperator } from '#campaigns'
import type { Directory } from '#directory'
import { answer, route, type Route } from '#http'
import { secret } from '#kernel'
import type { Letters } from './letters/letters.ts'
import type { Lockdowns } from './lockdown.ts'
import { reportOn, type ReportDeps } from './report.ts'

export interface LockdownRouteDeps extends ReportDeps {
  readonly lockdowns: Lockdowns
  readonly letters: Letters
  readonly directory: Pick<Directory, 'read'>
}

export function lockdownRoutes(deps: LockdownRouteDeps): readonly Route[] {
  const { lockdowns, letters } = deps
  return [
    route('person.lockdown', async (request) =>
      answer(await lockdowns.own(await readOperator(deps, request))),
    ),
    route('person.lockdown-wish', async (request) => {
      const { answer: given, ...body } = request.body
      const who = await readOperator(deps, request)
      return answer(await lockdowns.wish(who, { ...body, answer: secret(given) }))
    }),
    route('person.lockdown-withdraw', async (request) =>
      answer(await lockdowns.withdraw(await readOperator(deps, request))),
    ),
    route('admin.lockdown', async () => answer(await lockdowns.status())),
    route('admin.lockdown-report', async ({ body }) => answer(await reportOn(body, deps))),
    route('admin.letters', async () => answer(await letters.list())),
    route('admin.letters-make', async ({ body, origin }) => answer(await letters.make(body, origin))),
    route('admin.letter-hand', async ({ body, origin }) => answer(await letters.hand(body, origin))),
  ]
}
