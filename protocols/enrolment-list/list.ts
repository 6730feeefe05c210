import { CsvError, parse } from 'csv-parse/sync'

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
  | {
      readonly ok: false
      readonly why: 'too-large' | 'too-many' | 'encoding' | 'empty' | 'malformed'
      readonly line: number | undefined
    }

const columns = ['account', 'factor', 'value', 'name'] as const
type Column = (typeof columns)[number]
const needed: readonly Column[] = ['account', 'factor', 'value']

const maxBytes = 16 * 1024 * 1024
const maxLines = 100_000

export function readEnrolmentList(file: Uint8Array): EnrolmentListRead {
  if (file.length > maxBytes) return { ok: false, why: 'too-large', line: undefined }
  const text = decode(file)
  if (text === undefined) return { ok: false, why: 'encoding', line: undefined }
  const rows = rowsOf(text)
  if (!('rows' in rows)) return { ok: false, why: 'malformed', line: rows.line }
  const [head, ...lines] = rows.rows
  if (head === undefined || lines.length === 0) return { ok: false, why: 'empty', line: undefined }
  if (lines.length > maxLines) return { ok: false, why: 'too-many', line: undefined }
  const names = head.values.map((name) => name.toLowerCase())
  const wrong = wrongColumns(names)
  return wrong.length > 0 ? { ok: false, why: 'columns', columns: wrong } : readLines(names, lines)
}

interface Row {
  readonly line: number
  readonly values: readonly string[]
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

function decode(file: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    return undefined
  }
}

function rowsOf(text: string): { readonly rows: readonly Row[] } | { readonly line: number | undefined } {
  const rows: Row[] = []
  const [head = ''] = text.split('\n', 1)
  try {
    parse(text, {
      delimiter: head.includes(';') ? ';' : ',',
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 10_000,
      on_record: (values: string[], { lines }) => {
        // What a spreadsheet leaves below its table.
        if (values.some((value) => value !== '')) rows.push({ line: lines, values })
        return null
      },
    })
    return { rows }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { line: typeof error['lines'] === 'number' ? error['lines'] : undefined }
  }
}
