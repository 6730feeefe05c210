import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { readTable, type Row, type TableRead } from '@keyturn/protocols/table'
import type { LocalApi } from '../local-api.ts'
import type { Output } from '../output.ts'

export const callsUsage = `keyturn campaign calls NAME TABLE            calls that the help desk's telephone counted: columns hour, calls (CSV)`

const mostHours = 10_000
/** With a time zone: a table from a telephone system has the local one, and nobody could tell which that is. */
const hourText = /^\d{4}-\d{2}-\d{2}[T ]\d{2}(:\d{2}(:\d{2})?)?(Z|[+-]\d{2}:\d{2})$/

/** Exit code 2: the table is none, and nothing of it was told. */
export async function tellCalls(
  [, campaign, file, ...more]: readonly string[],
  { api, out, err }: Output & { readonly api: LocalApi },
): Promise<number> {
  if (campaign === undefined || file === undefined || more.length > 0) {
    out(callsUsage)
    return 2
  }
  const read = readTable(readFileSync(file), mostHours)
  if (!read.ok) {
    err(`${file}${read.line === undefined ? '' : `, line ${read.line}`}: ${notATable[read.why]}`)
    return 2
  }
  const places = { hour: read.head.indexOf('hour'), calls: read.head.indexOf('calls') }
  if (places.hour < 0 || places.calls < 0) {
    err(`${file}: its first line names the columns: hour,calls`)
    return 2
  }
  const hours: { from: string; calls: number }[] = []
  const refused: string[] = []
  for (const row of read.rows) {
    const hour = hourOf(row, places)
    if (typeof hour === 'string') refused.push(`  line ${row.line}: ${hour}`)
    else hours.push(hour)
  }
  if (refused.length > 0) {
    err(`${file} has ${refused.length} line(s) that cannot be read; nothing was told:`)
    for (const line of refused.slice(0, 20)) err(line)
    return 2
  }
  const told = await api.call('admin.campaign-calls', { body: { campaign, hours, by: userInfo().username } })
  out(`${told.hours} hour(s) told`)
  return 0
}

const notATable: Readonly<Record<Extract<TableRead, { ok: false }>['why'], string>> = {
  'too-large': 'it is larger than 16 MB',
  'too-many': 'it has more than 10,000 hours',
  encoding: 'it is not UTF-8: export it as CSV (UTF-8)',
  empty: 'it has no line but its first',
  malformed: 'it is no table: a quotation mark is not closed',
}

/** A text: what is wrong with it, and what to write. */
function hourOf(
  { values }: Row,
  places: { readonly hour: number; readonly calls: number },
): { from: string; calls: number } | string {
  const hour = values[places.hour] ?? ''
  const calls = values[places.calls] ?? ''
  if (!hourText.test(hour)) return 'write the hour with its time zone: 2026-11-30T09:00+01:00'
  const from = new Date(hour.replace(' ', 'T').replace(/T(\d{2})(?=[Z+-])/, 'T$1:00'))
  if (Number.isNaN(from.getTime())) return 'there is no such hour'
  if (!/^\d{1,6}$/.test(calls)) return 'write the calls as a whole number'
  from.setUTCMinutes(0, 0, 0)
  return { from: from.toISOString(), calls: Number(calls) }
}
