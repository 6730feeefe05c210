import { answer, route, type Route } from '#http'
import { readOperator } from '../life/reproving.ts'
import type { LifeRouteDeps } from '../life/routes.ts'
import type { Console } from './consoles.ts'

interface ConsoleRouteDeps extends Pick<LifeRouteDeps, 'directory'> {
  readonly console: Console
}

export function consoleRoutes(deps: ConsoleRouteDeps): readonly Route[] {
  const { console } = deps
  return [
    route('person.campaign-progress', async (request) => {
      const { account } = await readOperator(deps, request)
      return answer(await console.progress(account.id, request.body.campaign))
    }),
    route('person.campaign-waves', async (request) => {
      const { account } = await readOperator(deps, request)
      const { campaign, size } = request.body
      return answer({ forecast: await console.tryWaves(account.id, campaign, size) })
    }),
    route('admin.campaign-calls', async ({ body: { campaign, hours, by }, origin }) => {
      const told = hours.map(({ from, calls }) => ({ from: new Date(from), calls }))
      return answer({ hours: await console.tellCalls(campaign, told, { by, origin }) })
    }),
  ]
}
