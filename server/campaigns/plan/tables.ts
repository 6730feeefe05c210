import type { CampaignRefusal, PlannedCampaign, TableLineWhy } from '@keyturn/contract'
import { readAccountList, type AccountLine } from '@keyturn/protocols/account-list'
import type { CensusWish, Directory, Principal } from '#directory'
import { createSeen } from './seen.ts'

type TableLook = PlannedCampaign['tables'][number]

/** A table of a plan while it is read: what it is about comes page by page, what is wrong with it at the end. */
export interface Table {
  accounts(): AsyncIterable<readonly Principal[]>
  look(): TableLook
  refusals(): readonly CampaignRefusal[]
}

const atOnce = 500
const mostShown = 100

/** @param bytes undefined: it was not sent. */
export function openTable(
  name: string,
  bytes: Uint8Array | undefined,
  { census, wish }: { readonly census: Directory['census']; readonly wish: CensusWish },
): Table {
  const read = bytes === undefined ? undefined : readAccountList(bytes)
  const refused: { line: number; why: TableLineWhy }[] = read?.ok === true ? [...read.refused] : []
  const lines: readonly AccountLine[] = read?.ok === true ? read.lines : []
  // Two lines may name one account in two ways.
  const seen = createSeen()
  let accounts = 0

  return {
    async *accounts() {
      for (let i = 0; i < lines.length; i += atOnce) {
        const some = lines.slice(i, i + atOnce)
        const page: Principal[] = []
        let at = 0
        for await (const { found } of census.named(
          some.map(({ account }) => account),
          wish,
        )) {
          const { line } = some[at++] ?? { line: 0 }
          const [first, ...others] = found
          if (first === undefined) refused.push({ line, why: 'unknown' })
          else if (others.length > 0) refused.push({ line, why: 'ambiguous' })
          else if (seen.add(first.id)) page.push(first)
          else refused.push({ line, why: 'duplicate' })
        }
        accounts += page.length
        yield page
      }
    },
    look: () => ({
      table: name,
      accounts,
      refused: refused.toSorted((a, b) => a.line - b.line).slice(0, mostShown),
      refusedLines: refused.length,
    }),
    refusals() {
      if (read === undefined) return [{ code: 'table-missing', subject: name }]
      if (!read.ok) return [{ code: unusable[read.why], subject: `${name}${at(read.line)}` }]
      return refused.length === 0 ? [] : [{ code: 'lines-refused', subject: name }]
    },
  }
}

const unusable = {
  encoding: 'table-not-utf-8',
  'no-column': 'table-without-accounts',
  empty: 'table-without-accounts',
  malformed: 'table-broken',
  'too-large': 'table-too-large',
  'too-many': 'table-too-large',
} as const

const at = (line: number | undefined) => (line === undefined ? '' : ` at line ${line}`)
