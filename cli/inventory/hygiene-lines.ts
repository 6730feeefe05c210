import type { Hygiene } from '@keyturn/contract'
import { printable } from '../output.ts'
import { findingWords } from './words.ts'

const mostNamed = 50
type Finding = Hygiene['findings'][number]

export function hygieneLines({ accounts, findings }: Hygiene): readonly string[] {
  if (findings.length === 0) return [`nothing was found among ${accounts} accounts`]
  return [
    `${findings.length} kinds of findings among ${accounts} accounts`,
    ...findings.flatMap(paragraph),
  ].map(printable)
}

function paragraph({ finding, accounts }: Finding): readonly string[] {
  const { what, why, todo } = findingWords[finding]
  return [
    '',
    `${finding}: ${what} (${accounts.length})`,
    `  ${namesOf(accounts)}`,
    `  why: ${why}`,
    `  do:  ${todo}`,
  ]
}

/** By objectGUID: a new name is no new finding. `fresh`: how many were not there before. */
export function changeLines(
  before: Hygiene,
  now: Hygiene,
): { readonly lines: readonly string[]; readonly fresh: number } {
  const kinds = [...new Set([...before.findings, ...now.findings].map(({ finding }) => finding))]
  let fresh = 0
  const lines = kinds.flatMap((finding) => {
    const old = accountsOf(before, finding)
    const current = accountsOf(now, finding)
    const came = current.filter(({ id }) => !old.some((one) => one.id === id))
    const went = old.filter(({ id }) => !current.some((one) => one.id === id))
    fresh += came.length
    const stay = current.length - came.length
    return [
      '',
      `${finding}: ${findingWords[finding].what}`,
      ...(came.length === 0 ? [] : [`  NEW   ${namesOf(came)}`, `        do: ${findingWords[finding].todo}`]),
      ...(went.length === 0 ? [] : [`  gone  ${namesOf(went)}`]),
      ...(stay === 0 ? [] : [`  ${stay} as before`]),
    ]
  })
  const head = `since ${before.at}: ${fresh} new`
  return { lines: [head, ...lines].map(printable), fresh }
}

function accountsOf({ findings }: Hygiene, finding: Finding['finding']): Finding['accounts'] {
  return findings.find((one) => one.finding === finding)?.accounts ?? []
}

function namesOf(accounts: Finding['accounts']): string {
  const names = accounts.slice(0, mostNamed).map(({ name }) => name)
  return `${names.join(', ')}${accounts.length > mostNamed ? `, and ${accounts.length - mostNamed} more (--json)` : ''}`
}
