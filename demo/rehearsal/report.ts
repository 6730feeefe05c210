import type { DirectoryShape } from '@keyturn/contract'
import type { Copy, LeftWhy } from './copy.ts'
import type { Held } from './hold.ts'
import { unheldLines, type WrittenPlan } from './unheld.ts'

const leftWords: Readonly<Record<LeftWhy, string>> = {
  trust: 'trusts, which the lab has no other side for',
  managed: 'managed service accounts, whose passwords the domain changes by itself',
  unreadable: 'accounts that the service account cannot read: give it the right before the real day',
  'came-with-the-domain': 'accounts that every domain has (Administrator, Guest, krbtgt)',
  own: 'the account that Keyturn works with',
}

/** Time, gaps, and what was not rehearsed, as lines for people. */
export function reportLines(
  plan: WrittenPlan,
  shape: DirectoryShape,
  copy: Copy,
  held: Held,
): readonly string[] {
  return [
    `copied from ${shape.domain.dns} as of ${shape.at}: ${count(shape.accounts.length)} account(s), ${count(shape.groups.length)} group(s), ${count(shape.psos.length)} of its password policies`,
    ...Object.entries(copy.left).flatMap(([why, accounts]) =>
      accounts === 0 ? [] : [`  left out ${count(accounts)}: ${leftWords[why as LeftWhy]}`],
    ),
    '',
    'time',
    ...held.phases.map(({ what, seconds }) => `  ${what.padEnd(36)}${seconds.toFixed(1).padStart(8)} s`),
    ...pace(held),
    '',
    'gaps',
    ...gaps(held),
    '',
    'not rehearsed',
    ...unheldLines(plan, shape, held.planned),
  ]
}

function pace({ phases, run }: Held): readonly string[] {
  const seconds = phases.find(({ what }) => what === 'the run')?.seconds
  const written = sum(
    run?.status.counts.filter(({ wave, state }) => wave !== null && state === 'written') ?? [],
  )
  if (seconds === undefined || written === 0) return []
  return [
    `  ${count(written)} accounts written, ${(written / seconds).toFixed(1)} a second here; your domain controllers decide on the day`,
  ]
}

function gaps({ planned, run }: Held): readonly string[] {
  const { undecided, refusals, warnings, segments } = planned
  const lines = [
    ...undecided.reasons.map(
      ({ why, accounts, examples }) => `  undecided (${why}): ${count(accounts)}, as ${examples.join(', ')}`,
    ),
    ...refusals.map(({ code, subject }) => `  refused (${code}): ${subject}`),
    ...warnings.map(({ code, subject }) => `  to know (${code}): ${subject}`),
    ...segments
      .filter(({ way }) => way !== 'must-change' && way !== 'random-reset')
      .map(({ segment, way, accounts }) => `  by hand: ${count(accounts)} in ${segment} (${way})`),
    ...failedLines(run?.status.counts ?? []),
  ]
  const end =
    run === undefined
      ? '  nobody could approve it so: mend this first'
      : run.open === 0
        ? '  none of what was rehearsed: every account is proved on every domain controller'
        : `  ${count(run.open)} accounts are not proved: those who have not come back, and what is done by hand`
  return [...lines, end]
}

type Counts = NonNullable<Held['run']>['status']['counts']

function failedLines(counts: Counts): readonly string[] {
  const failed = Map.groupBy(
    counts.filter(({ state }) => state === 'failed'),
    ({ why }) => why ?? '',
  )
  return [...failed].map(([why, some]) => `  failed (${why}): ${count(sum(some))}`)
}

const sum = (all: readonly { readonly accounts: number }[]) =>
  all.reduce((to, { accounts }) => to + accounts, 0)
const count = (value: number) => value.toLocaleString('en')
