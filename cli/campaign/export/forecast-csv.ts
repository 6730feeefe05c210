import type { CampaignForecast } from '@keyturn/contract'
import { cell } from '../../inventory/csv.ts'

/** RFC 4180, in which nothing is a formula: offices are as the plan writes them. */
const table = (rows: readonly (readonly (string | number)[])[]) =>
  rows.map((row) => row.map((value) => cell(written(value))).join(','))
const written = (value: string | number) =>
  typeof value === 'string' ? value : String(Math.round(value * 100) / 100)

/** An hour a line: of many runs the mean, and `High` what one in ten was beyond. */
export function hoursCsv({ hours }: CampaignForecast): readonly string[] {
  return table([
    ['from', 'calls', 'callsHigh', 'waitMinutes', 'lockedOut', 'lockedOutHigh'],
    ...hours.map((one) => [
      one.from,
      one.calls,
      one.callsHigh,
      one.waitMinutes,
      one.lockedOut,
      one.lockedOutHigh,
    ]),
  ])
}

/** A line for each segment and office of a wave. */
export function wavesCsv({ waves }: CampaignForecast): readonly string[] {
  return table([
    ['wave', 'day', 'segment', 'office', 'people'],
    ...waves.flatMap(({ number, day, parts }) =>
      parts.map(({ segment, office, people }) => [number, day, segment, office, people]),
    ),
  ])
}
