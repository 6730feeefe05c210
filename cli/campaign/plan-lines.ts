import type { CampaignDeadline, PlannedCampaign } from '@keyturn/contract'
import { printable } from '../output.ts'
import { lineWords, refusalWords, undecidedWords, warningWords } from './words.ts'

/** A plan as somebody reads it who has to approve it: what is done to whom and why, then what is in the way. */
export function planLines(plan: PlannedCampaign): readonly string[] {
  return [
    ...headLines(plan),
    '',
    ...plan.segments.flatMap(segmentLines),
    ...undecidedLines(plan),
    ...plan.tables.flatMap(tableLines),
    ...shownLines(plan),
    ...doubtLines(plan),
  ].map(printable)
}

export function headLines({
  campaign,
  trigger,
  t0,
  accounts,
  excluded,
  digest,
  deadline,
}: PlannedCampaign): readonly string[] {
  return [
    `${campaign}: ${trigger}; no password from before ${t0} is trusted`,
    `${count(accounts)} accounts, ${count(excluded)} excluded; plan ${digest.slice(0, 16)}`,
    ...(deadline === null ? [] : [deadlineLine(deadline)]),
  ]
}

function deadlineLine({ afterDays, enforce, first, last }: CampaignDeadline): string {
  const end = enforce === 'disable' ? 'is disabled' : 'gets a random password that nobody knows'
  const days = first === null ? '' : `; the first on ${first}, the last on ${last ?? first}`
  return `deadline: who has not come ${count(afterDays)} working day(s) after being written to ${end}${days}`
}

function segmentLines({ segment, way, accounts, disabled, rules }: PlannedCampaign['segments'][number]) {
  const also = disabled === 0 ? '' : `, ${count(disabled)} of them disabled`
  return [
    `${segment.padEnd(24)}${count(accounts).padStart(10)}  ${way}${also}`,
    ...rules.map(
      ({ rule, accounts: some, examples }) =>
        `  ${rule.padEnd(22)}${count(some).padStart(10)}  ${few(examples, some)}`,
    ),
  ]
}

function undecidedLines({ undecided: { accounts, reasons } }: PlannedCampaign): readonly string[] {
  if (accounts === 0) return []
  return [
    '',
    `${'undecided'.padEnd(24)}${count(accounts).padStart(10)}  nobody can approve it so`,
    ...reasons.flatMap(({ why, accounts: some, examples }) => [
      `  ${why.padEnd(22)}${count(some).padStart(10)}  ${few(examples, some)}`,
      `      ${undecidedWords[why]}`,
    ]),
  ]
}

function tableLines({ table, accounts, refused, refusedLines }: PlannedCampaign['tables'][number]) {
  const more = refusedLines - refused.length
  return [
    '',
    `${table}: ${count(accounts)} accounts, ${count(refusedLines)} lines refused`,
    ...refused.map(({ line, why }) => `  line ${line} ${lineWords[why]}`),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
  ]
}

function shownLines({ shown }: PlannedCampaign): readonly string[] {
  return shown === undefined ? [] : ['', ...(shown.length === 0 ? ['nobody'] : shown)]
}

export function doubtLines({ warnings, refusals }: PlannedCampaign): readonly string[] {
  return [
    ...warnings.map(({ code, subject }) => `NOTE    ${warningWords[code](subject)}`),
    ...refusals.map(({ code, subject }) => `REFUSED ${refusalWords[code](subject)}`),
  ].flatMap((line, i) => (i === 0 ? ['', line] : [line]))
}

const few = (examples: readonly string[], all: number) =>
  `${examples.join(', ')}${all > examples.length ? ', …' : ''}`

export const count = (value: number) => Math.round(value).toLocaleString('en')
