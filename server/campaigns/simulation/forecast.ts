import type { CampaignForecast, SegmentName } from '@keyturn/contract'
import type { Directory } from '#directory'
import type { Policy } from '#policy'
import type { Outcome } from '../plan/planner.ts'
import { waysOf, type CampaignPlan } from '../plan/schema.ts'
import { simulate, type Simulated } from './simulate.ts'

export interface Trial {
  /** With the same seed the same forecast. */
  readonly seed: number
  /** Instead of the plan's waves. */
  readonly size: number | undefined
}

export interface ForecastDeps {
  readonly directory: Pick<Directory, 'census'>
  readonly policy: Pick<Policy, 'coverage'>
}

/** Segments that people are in, in the order of their turn. */
const peopled: readonly SegmentName[] = ['on-site', 'remote-certificate-vpn', 'remote-password-vpn', 'hybrid']

export async function forecastOf(
  plan: CampaignPlan,
  { people }: Outcome,
  deps: ForecastDeps & Trial,
): Promise<CampaignForecast> {
  const { waves, helpDesk, people: assumed } = plan
  const zones = waves.offices?.timeZones ?? {}
  const isMeasured = assumed.enrolled === 'measured'
  const enrolled = assumed.enrolled === 'measured' ? await enrolledShare(deps) : assumed.enrolled
  const shares = {
    enrolled,
    selfService: assumed.selfService,
    stumble: assumed.stumble,
    absent: assumed.absent,
  }
  const wish: Simulated = {
    ...shares,
    start: waves.start,
    size: deps.size ?? waves.size,
    freezes: waves.freezes,
    working: waves,
    desk: { ...helpDesk, timeZone: helpDesk.timeZone ?? waves.timeZone },
    seed: deps.seed,
    people: peopled.flatMap((segment) =>
      [...(people.get(segment) ?? [])].map(([office, count]) => ({
        segment,
        office,
        timeZone: zones[office] ?? waves.timeZone,
        people: count,
        way: plan.ways[segment] ?? waysOf[segment][0],
      })),
    ),
  }
  const { largestWave, ...forecast } = simulate(wish)
  return { ...forecast, assumed: { ...shares, measured: isMeasured, size: largestWave } }
}

const domainUsersRid = 513

/** Of everybody in Domain Users: who could reset by herself today. */
async function enrolledShare({ directory, policy }: ForecastDeps): Promise<number> {
  const group = `${await directory.census.domainSid()}-${domainUsersRid}`
  const coverage = await policy.coverage(group, 'reset')
  return coverage === undefined || coverage.people === 0 ? 0 : coverage.can / coverage.people
}
