import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { useKind, type RouteBody } from '@keyturn/contract'
import { readTable } from '@keyturn/protocols/table'
import type { LocalApi } from '../local-api.ts'
import type { Output } from '../output.ts'

export const importUsage = `keyturn inventory import FILE               where accounts are used, from a DC's log: CSV (account, computer, kind,
                                            detail, seen) or JSON of Windows events; only service accounts are kept`

type Use = RouteBody<'admin.uses'>['uses'][number]

const mostLines = 1_000_000
/** As many as a request may have. */
const atOnce = 20_000
const tableProblems = {
  'too-large': 'it is larger than 16 MB: split it',
  'too-many': 'it has more than a million lines: split it',
  encoding: 'it is not UTF-8: export it as UTF-8',
  empty: 'it has no line but its first',
  malformed: 'it is no table: a quotation mark is not closed',
} as const

/** Exit code 2: the file is none, and nothing of it was sent. */
export async function importUses(
  [, file, ...more]: readonly string[],
  { api, out, err }: Output & { readonly api: LocalApi },
): Promise<number> {
  if (file === undefined || more.length > 0) {
    out(importUsage)
    return 2
  }
  const read = usesIn(readFileSync(file))
  if (typeof read === 'string') {
    err(`${file}: ${read}`)
    return 2
  }
  const sums = { kept: 0, others: 0 }
  for (let i = 0; i < read.length; i += atOnce) {
    const body = { by: userInfo().username, uses: read.slice(i, i + atOnce) }
    const { kept, others } = await api.call('admin.uses', { body })
    sums.kept += kept
    sums.others += others
  }
  out(`${sums.kept} use(s) of service accounts kept; ${sums.others} of others, which are not`)
  return 0
}

/** Each once, with the latest time. A text: what is wrong with the file. */
export function usesIn(bytes: Uint8Array): readonly Use[] | string {
  const begin = Buffer.from(bytes.subarray(0, 64))
    .toString()
    .replace(/^\uFEFF/, '')
    .trimStart()
  const read = begin.startsWith('[') || begin.startsWith('{') ? fromEvents(bytes) : fromTable(bytes)
  if (typeof read === 'string') return read
  const latest = new Map<string, Use>()
  for (const use of read) {
    const key = JSON.stringify([use.name.toLowerCase(), use.place, use.kind, use.detail])
    const known = latest.get(key)
    if (known === undefined || (known.seen ?? '') < (use.seen ?? '')) latest.set(key, use)
  }
  return latest.size === 0 ? 'nothing in it says which account is used where' : [...latest.values()]
}

function fromTable(bytes: Uint8Array): readonly Use[] | string {
  const table = readTable(bytes, mostLines)
  if (!table.ok) return tableProblems[table.why]
  const place = (name: string) => table.head.indexOf(name)
  const [account, computer] = [place('account'), place('computer')]
  if (account < 0 || computer < 0)
    return 'its first line names the columns: account,computer,kind,detail,seen'
  const uses: Use[] = []
  for (const { line, values } of table.rows) {
    const value = (name: string) => values[place(name)] ?? ''
    const kind = useKind.safeParse(value('kind') || 'log-on')
    if (!kind.success) return `line ${line}: kind is one of ${useKind.options.join(', ')}`
    const seen = value('seen') === '' ? null : timeOf(value('seen'))
    if (seen === undefined) return `line ${line}: write the time as 2026-11-20T08:00:00Z`
    const [name, at] = [values[account] ?? '', values[computer] ?? '']
    if (name === '' || at === '') return `line ${line}: account or computer is empty`
    uses.push({
      name,
      place: at.toLowerCase().slice(0, 255),
      kind: kind.data,
      detail: value('detail').slice(0, 300),
      seen,
    })
  }
  return uses
}

/**
 * `Get-WinEvent … | ConvertTo-Json` and what a SIEM exports: one array, or one object a line. Log-ons (4624), Kerberos
 * tickets (4768, 4769), NTLM (4776); of each the fields that Windows calls so (Microsoft, "Audit events").
 */
function fromEvents(bytes: Uint8Array): readonly Use[] | string {
  let events: readonly unknown[]
  try {
    const text = Buffer.from(bytes)
      .toString()
      .replace(/^\uFEFF/, '')
      .trim()
    const parsed: unknown = text.startsWith('[')
      ? JSON.parse(text)
      : text.split(/\r?\n/).map((line) => JSON.parse(line) as unknown)
    events = Array.isArray(parsed) ? parsed : []
  } catch {
    return 'it is neither a JSON array nor one JSON object a line'
  }
  return events.flatMap(useOfEvent)
}

function useOfEvent(event: unknown): readonly Use[] {
  const field = (...names: readonly string[]) => {
    for (const name of names) {
      const value: unknown = event instanceof Object ? Reflect.get(event, name) : undefined
      if (typeof value === 'string' && value !== '' && value !== '-') return value
    }
    return undefined
  }
  const name = field('TargetUserName', 'UserName', 'account')
  const domain = field('TargetDomainName')
  const place = field('WorkstationName', 'Workstation', 'IpAddress', 'ClientAddress', 'Computer', 'computer')
  if (name === undefined || place === undefined) return []
  const seen = timeOf(field('TimeCreated', 'TimeGenerated', '@timestamp', 'seen') ?? '') ?? null
  const full = domain === undefined || /[@\\]/.test(name) ? name : `${domain}\\${name}`
  // A mapped IPv4 address of Windows.
  return [
    { name: full, place: place.replace(/^::ffff:/i, '').toLowerCase(), kind: 'log-on', detail: '', seen },
  ]
}

/** Also as Windows PowerShell writes JSON: `/Date(1763625600000)/`. */
function timeOf(text: string): string | undefined {
  const [, ms] = /^\/Date\((\d+)\)\/$/.exec(text) ?? []
  const at = new Date(ms === undefined ? text : Number(ms))
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
