import { parseIdentifier } from '../ad/index.ts'
import { readTable, type Row, type TableRead } from '../table/index.ts'

export interface AccountLine {
  /** Counted from 1, the head included. */
  readonly line: number
  /** sAMAccountName, DOMAIN\\name, UPN or mail. */
  readonly account: string
}

export interface RefusedLine {
  readonly line: number
  readonly why: 'columns' | 'formula' | 'no-name' | 'duplicate'
}

export type AccountListRead =
  | { readonly ok: true; readonly lines: readonly AccountLine[]; readonly refused: readonly RefusedLine[] }
  /** `no-column`: none of them, or more than one, holds accounts. */
  | { readonly ok: false; readonly why: 'no-column'; readonly line: undefined }
  | Extract<TableRead, { readonly ok: false }>

const maxLines = 1_000_000
const columns = ['account', 'samaccountname']

export function readAccountList(file: Uint8Array): AccountListRead {
  const table = readTable(file, maxLines)
  if (!table.ok) return table
  const places = table.head.flatMap((name, i) => (columns.includes(name.toLowerCase()) ? [i] : []))
  const [place, ...others] = places
  if (place === undefined || others.length > 0) return { ok: false, why: 'no-column', line: undefined }
  const lines: AccountLine[] = []
  const refused: RefusedLine[] = []
  const seen = new Set<string>()
  for (const row of table.rows) {
    const account = row.values[place] ?? ''
    const why = problemOf(row, account, { width: table.head.length, seen })
    if (why !== undefined) refused.push({ line: row.line, why })
    else lines.push({ line: row.line, account })
    seen.add(folded(account))
  }
  return { ok: true, lines, refused }
}

/** What a spreadsheet takes for a formula (OWASP, "CSV Injection"). A tab or a carriage return in front is no name either. */
const formula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

function problemOf(
  { values }: Row,
  account: string,
  { width, seen }: { readonly width: number; readonly seen: ReadonlySet<string> },
): RefusedLine['why'] | undefined {
  if (values.length !== width) return 'columns'
  if (formula.test(account)) return 'formula'
  if (account.length > 320 || parseIdentifier(account) === undefined) return 'no-name'
  return seen.has(folded(account)) ? 'duplicate' : undefined
}

const folded = (account: string) => account.normalize('NFC').toLowerCase()
