import type { CampaignPlan } from '../plan/schema.ts'
import { isOpenOn, nextDay, spanOn } from '../simulation/calendar.ts'
import type { OpenOffice } from '../claims/claims.ts'

/** Pure. The offices of a plan in whose working hours it is at that moment; on frozen days and at night none. */
export function openOffices({ waves }: Pick<CampaignPlan, 'waves'>, at: Date): readonly OpenOffice[] {
  const { timeZone, offices } = waves
  const zones = [['', timeZone] as const, ...Object.entries(offices?.timeZones ?? {})]
  const here = at.toISOString().slice(0, 10)
  // Clocks are up to fourteen hours before UTC and twelve behind it.
  const days = [nextDay(here, -1), here, nextDay(here)].filter(
    (day) => isOpenOn(day, waves) && !waves.freezes.includes(day),
  )
  return zones.flatMap(([office, zone]) =>
    days
      .filter((day) => {
        const { from, to } = spanOn(day, { hours: waves.hours, timeZone: zone })
        return from <= at.getTime() && at.getTime() < to
      })
      .map((day) => ({ office, day })),
  )
}
