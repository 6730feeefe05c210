import { CsvError, parse } from 'csv-parse/sync'
import { readHead, type Columns, type HeadProblem } from './columns.ts'
import { readLine, type LineToken, type RefusedLine } from './line.ts'

export interface ListedToken extends LineToken {
  readonly line: number
}

export type TokenListRead =
  | { readonly ok: true; readonly tokens: readonly ListedToken[]; readonly refused: readonly RefusedLine[] }
  /** Nothing of it is to be used. `columns`: those that are wrong, as they are written, or as we call those missing. */
  | { readonly ok: false; readonly why: HeadProblem; readonly columns: readonly string[] }
  | {
      readonly ok: false
      readonly why: 'too-large' | 'too-many' | 'encoding' | 'empty' | 'malformed'
      readonly line: number | undefined
    }

const maxBytes = 16 * 1024 * 1024
const maxLines = 100_000

export function readTokenList(file: Uint8Array): TokenListRead {
  if (file.length > maxBytes) return { ok: false, why: 'too-large', line: undefined }
  const text = decode(file)
  if (text === undefined) return { ok: false, why: 'encoding', line: undefined }
  const rows = parseRows(text)
  if (!rows.ok) return { ...rows, why: 'malformed' }
  const [head, ...lines] = rows.records
  if (head === undefined || lines.length === 0) return { ok: false, why: 'empty', line: undefined }
  if (lines.length > maxLines) return { ok: false, why: 'too-many', line: undefined }
  const columns = readHead(head.values.map((name) => name.trim()))
  return columns.ok ? readLines(lines, head.values.length, columns.columns) : columns
}

interface Row {
  readonly line: number
  readonly values: readonly string[]
}

function readLines(rows: readonly Row[], width: number, columns: Columns): TokenListRead {
  const tokens: ListedToken[] = []
  const refused: RefusedLine[] = []
  const serials = new Set<string>()
  for (const { line, values } of rows) {
    const refuse = (why: RefusedLine['why']) => {
      const { serial } = columns.at
      refused.push({ line, serial: serial === undefined ? undefined : values[serial]?.trim(), why })
    }
    if (values.length !== width) {
      refuse('wrong-number-of-columns')
      continue
    }
    const read = readLine(values, columns)
    if (!read.ok) refuse(read.why)
    else if (serials.has(read.value.serial)) refuse('repeated-serial')
    else {
      serials.add(read.value.serial)
      tokens.push({ line, ...read.value })
    }
  }
  return { ok: true, tokens, refused }
}

function decode(file: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    return undefined
  }
}

type Rows =
  | { readonly ok: true; readonly records: readonly Row[] }
  | { readonly ok: false; readonly line: number | undefined }

function parseRows(text: string): Rows {
  const records: Row[] = []
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 10_000,
      on_record: (values: string[], { lines }) => {
        // Lines of blanks and delimiters: what a spreadsheet leaves below its table.
        if (values.some((value) => value !== '')) records.push({ line: lines, values })
        return null
      },
    })
    return { ok: true, records }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line: unknown = error['lines']
    return { ok: false, line: typeof line === 'number' ? line : undefined }
  }
}

/** The one that the head line has most of. */
function delimiterOf(text: string): string {
  const head =
    text
      .slice(0, 2000)
      .trimStart()
      .split(/\r?\n|\r/, 1)[0] ?? ''
  const count = (delimiter: string) => head.split(delimiter).length
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
}
