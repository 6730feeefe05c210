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

/** People who come in waves: of each segment, at each office. */
type Crowds = Outcome['people']

export async function forecastOf(
  plan: CampaignPlan,
  { people }: Outcome,
  deps: ForecastDeps & Trial,
): Promise<CampaignForecast> {
  const { enrolled } = plan.people
  const isMeasured = enrolled === 'measured'
  const share = enrolled === 'measured' ? await enrolledShare(deps) : enrolled
  const { seed, size } = deps
  return forecastWith(plan, people, { seed, size, enrolled: share, isMeasured, runs: undefined })
}

/** So many runs let somebody see at once what other waves would do. */
const quickRuns = 20

/** As `known` was forecast, of the same people, but in other waves and with fewer runs. Asks nobody. */
export function forecastAnew(plan: CampaignPlan, known: CampaignForecast, size: number): CampaignForecast {
  const people = new Map<SegmentName, Map<string, number>>()
  for (const { segment, office, people: some } of known.waves.flatMap(({ parts }) => parts)) {
    const offices = people.get(segment) ?? new Map<string, number>()
    people.set(segment, offices.set(office, (offices.get(office) ?? 0) + some))
  }
  const { enrolled, measured: isMeasured } = known.assumed
  return forecastWith(plan, people, { seed: 1, size, enrolled, isMeasured, runs: quickRuns })
}

interface Assumed extends Trial {
  readonly enrolled: number
  readonly isMeasured: boolean
  readonly runs: number | undefined
}

function forecastWith(
  plan: CampaignPlan,
  people: Crowds,
  { seed, size, enrolled, isMeasured, runs }: Assumed,
): CampaignForecast {
  const { waves, helpDesk, people: assumed } = plan
  const zones = waves.offices?.timeZones ?? {}
  const { selfService, stumble, absent } = assumed
  const shares = { enrolled, selfService, stumble, absent }
  const wish: Simulated = {
    ...shares,
    start: waves.start,
    size: size ?? waves.size,
    freezes: waves.freezes,
    working: waves,
    desk: { ...helpDesk, timeZone: helpDesk.timeZone ?? waves.timeZone },
    seed,
    runs,
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
