import { readTable, type Row, type TableRead } from '../table/index.ts'

export interface EnrolmentLine {
  /** Counted from 1, the head included. */
  readonly line: number
  readonly account: string
  readonly factor: string
  readonly value: string
  /** As the person sees it; may be empty. */
  readonly name: string
}

export type EnrolmentListRead =
  | {
      readonly ok: true
      readonly lines: readonly EnrolmentLine[]
      /** Lines with too few or too many columns, or an empty one that is needed. */
      readonly refused: readonly number[]
    }
  /** Nothing of it is to be used. `columns`: those that are not known, missing or twice there. */
  | { readonly ok: false; readonly why: 'columns'; readonly columns: readonly string[] }
  | Extract<TableRead, { readonly ok: false }>

const columns = ['account', 'factor', 'value', 'name'] as const
type Column = (typeof columns)[number]
const needed: readonly Column[] = ['account', 'factor', 'value']

const maxLines = 100_000

export function readEnrolmentList(file: Uint8Array): EnrolmentListRead {
  const table = readTable(file, maxLines)
  if (!table.ok) return table
  const names = table.head.map((name) => name.toLowerCase())
  const wrong = wrongColumns(names)
  return wrong.length > 0 ? { ok: false, why: 'columns', columns: wrong } : readLines(names, table.rows)
}

function wrongColumns(names: readonly string[]): readonly string[] {
  const known: readonly string[] = columns
  const odd = names.filter((name, i) => !known.includes(name) || names.indexOf(name) !== i)
  return [...odd, ...needed.filter((name) => !names.includes(name))]
}

function readLines(names: readonly string[], rows: readonly Row[]): EnrolmentListRead {
  const lines: EnrolmentLine[] = []
  const refused: number[] = []
  for (const { line, values } of rows) {
    const valueOf = (column: Column) => values[names.indexOf(column)] ?? ''
    const isWhole = values.length === names.length && needed.every((column) => valueOf(column) !== '')
    if (!isWhole) refused.push(line)
    else {
      const [account, factor, value] = [valueOf('account'), valueOf('factor'), valueOf('value')]
      lines.push({ line, account, factor, value, name: valueOf('name') })
    }
  }
  return { ok: true, lines, refused }
}
