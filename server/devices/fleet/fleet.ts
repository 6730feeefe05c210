import type { RouteAnswer, RouteBody, RouteQuery } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { By } from '../reports.ts'
import { checkIn, createSweep, reportFollow, type CheckInDeps, type FleetOrders } from './check-in.ts'
import { dropFollowing } from './follow.ts'
import { assign, orderForget, reportForget } from './forget.ts'
import { fleetPage } from './view.ts'

const keptSeconds = 30 * 24 * 60 * 60

/** All computers together: what they tell of their log-ons, and what they are ordered when they do. */
export interface Fleet {
  /** All but what is to be done in an incident, which `incident/` adds. */
  checkIn(asked: RouteBody<'device.check-in'>, by: By): Promise<FleetOrders>
  /** @returns false: there is no such order. @throws {Fault} as `reportFollow`. */
  report(report: RouteBody<'device.report'>, by: By): Promise<boolean>
  /** @throws {Fault} `launch.step-refused`. */
  forgot(report: RouteBody<'device.forgot'>, by: By): Promise<void>
  page(query: RouteQuery<'admin.device-logons'>): Promise<RouteAnswer<'admin.device-logons'>>
  forget(wish: RouteBody<'admin.device-forget'>): Promise<RouteAnswer<'admin.device-forget'>>
  assign(wish: RouteBody<'admin.device-assign'>): Promise<RouteAnswer<'admin.device-assign'>>
  /** Whatever waits for this account's computers is void: it may have been begun by somebody else. */
  distrust(account: AccountId): Promise<void>
  sweep(): Promise<void>
}

export function createFleet(deps: CheckInDeps): Fleet {
  const sweep = createSweep(deps)
  return {
    checkIn: (asked, by) => checkIn(asked, by, deps),
    async report(report, by) {
      const order = await deps.store.findOrder(report.launch)
      if (order?.device !== by.device || order.kind !== 'follow') return false
      await reportFollow(order, report, by, deps)
      return true
    },
    forgot: (report, by) => reportForget(report, by, deps),
    page: (query) => fleetPage(query, deps),
    forget: (wish) => orderForget(wish, deps),
    assign: (wish) => assign(wish, deps),
    distrust: (accountId) => dropFollowing({ accountId }, 'distrusted', deps),
    async sweep() {
      await sweep()
      await deps.store.forgetOrders(new Date(deps.clock().getTime() - keptSeconds * 1000))
    },
  }
}
