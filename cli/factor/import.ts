import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { label, type RouteAnswer } from '@keyturn/contract'
import { readEnrolmentList, type EnrolmentListRead } from '@keyturn/protocols/enrolment-list'
import type { LocalApi } from '../local-api.ts'

type End = RouteAnswer<'admin.factors-import'>['ends'][number]['end'] | 'not-whole' | 'bad-name'

const ends: Readonly<Record<End, string>> = {
  done: 'enrolled',
  ready: 'would be enrolled, unless it is there already',
  there: 'is there already',
  full: 'has as many as can be',
  invalid: 'the value is nothing that this factor can use',
  unknown: 'the directory does not know this account',
  ambiguous: 'the directory knows several of this name; write DOMAIN\\name or the user principal name',
  protected: 'is a protected account; nobody enrols for it',
  'no-such-factor': 'there is no such factor here, or none that a list can enrol: sms-code, mail-code',
  'not-whole': 'needs account, factor and value',
  'bad-name': 'the name is longer than 60 characters, or has some that nobody can see: type it anew',
}
const goodEnds: ReadonlySet<End> = new Set(['done', 'ready', 'there'])
const atOnce = 100

/**
 * Reads the table, asks the server piece by piece, and says of each line how it ended.
 *
 * @returns the exit code: 1 if a line could not be done.
 * @throws {Error} for a table that cannot be used at all; nothing was done then.
 */
export async function importFactors(
  api: LocalApi,
  words: readonly string[],
  out: (line: string) => void,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { yes: { type: 'boolean', default: false } },
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Error('name one table: keyturn factor import FILE')
  const table = usable(readEnrolmentList(readFileSync(file)), file)
  const told = new Map<number, End>(table.refused.map((line) => [line, 'not-whole']))
  const named = Map.groupBy(table.lines, ({ name }) => label.safeParse(name).success)
  for (const { line } of named.get(false) ?? []) told.set(line, 'bad-name')
  const good = named.get(true) ?? []
  for (let from = 0; from < good.length; from += atOnce) {
    const lines = good.slice(from, from + atOnce)
    const answer = await api.call('admin.factors-import', { body: { lines, dryRun: !values.yes } })
    for (const { line, end } of answer.ends) told.set(line, end)
  }
  for (const [line, end] of [...told].toSorted(([a], [b]) => a - b)) out(`line ${line}: ${ends[end]}`)
  if (!values.yes) out('nothing was written; say it again with --yes')
  return [...told.values()].every((end) => goodEnds.has(end)) ? 0 : 1
}

function usable(read: EnrolmentListRead, file: string): Extract<EnrolmentListRead, { ok: true }> {
  if (read.ok) return read
  if (read.why === 'columns') {
    throw new Error(
      `${file} needs the columns account, factor, value and perhaps name; wrong or missing: ${read.columns.join(', ')}`,
    )
  }
  const where = read.line === undefined ? '' : ` (line ${read.line})`
  throw new Error(`${file} ${problems[read.why]}${where}`)
}

const problems = {
  'too-large': 'is larger than 16 MB; split it',
  'too-many': 'has more than 100,000 lines; split it',
  encoding: 'is not in UTF-8; save it so',
  empty: 'has no lines below its head',
  malformed: 'has a quotation mark that is not closed, or a line that is far too long',
} as const
