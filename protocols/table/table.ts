import { CsvError, parse } from 'csv-parse/sync'

export interface Row {
  /** Counted from 1, the head included. */
  readonly line: number
  readonly values: readonly string[]
}

export type TableRead =
  | { readonly ok: true; readonly head: readonly string[]; readonly rows: readonly Row[] }
  | {
      readonly ok: false
      readonly why: 'too-large' | 'too-many' | 'encoding' | 'empty' | 'malformed'
      readonly line: number | undefined
    }

const maxBytes = 16 * 1024 * 1024

/** @param maxRows without the head. */
export function readTable(file: Uint8Array, maxRows: number): TableRead {
  if (file.length > maxBytes) return { ok: false, why: 'too-large', line: undefined }
  const text = decode(file)
  if (text === undefined) return { ok: false, why: 'encoding', line: undefined }
  const rows = rowsOf(text)
  if (!('rows' in rows)) return { ok: false, why: 'malformed', line: rows.line }
  const [head, ...lines] = rows.rows
  if (head === undefined || lines.length === 0) return { ok: false, why: 'empty', line: undefined }
  if (lines.length > maxRows) return { ok: false, why: 'too-many', line: undefined }
  return { ok: true, head: head.values, rows: lines }
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
