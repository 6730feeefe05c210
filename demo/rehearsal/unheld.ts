import type { DirectoryShape, PlannedCampaign } from '@keyturn/contract'

/** The plan as it is written, as much of it as waits for a calendar or writes to people. */
export interface WrittenPlan {
  readonly waves: {
    readonly start: string | Date
    readonly hours?: string
    readonly days?: readonly string[]
    readonly freezes?: readonly unknown[]
  }
  readonly notices?: {
    readonly before?: readonly number[]
    readonly at?: boolean
    readonly after?: readonly number[]
  }
  readonly deadline?: { readonly afterDays: number; readonly enforce?: string }
  readonly krbtgt?: { readonly ticketHours?: number; readonly skewMinutes?: number }
}

/** Pure. What the day will have and a rehearsal had not, with numbers where there are some: nobody is to believe more. */
export function unheldLines(
  plan: WrittenPlan,
  { accounts }: DirectoryShape,
  { segments }: PlannedCampaign,
): readonly string[] {
  const byWay = (...ways: readonly string[]) => sum(segments.filter(({ way }) => ways.includes(way)))
  const keys = accounts.filter(({ name, inScope }) => inScope && isKey(name)).length
  const services = byWay('owner-rotation', 'gmsa-sheet')
  const entra = byWay('entra-flag')
  return [
    calendarLine(plan),
    ...noticeLines(plan, byWay('must-change', 'random-reset')),
    ...(plan.deadline === undefined
      ? []
      : [
          `  deadline: nobody was ${plan.deadline.enforce === 'random-reset' ? 'given a random password' : 'disabled'} after ${plan.deadline.afterDays} working days`,
        ]),
    ...(keys === 0
      ? []
      : [
          `  krbtgt: ${count(keys)} key(s) not reset. On the day twice each, with ${leastWaitHours(plan)} hours or more between, which nothing shortens`,
        ]),
    ...(services === 0
      ? []
      : [`  services: ${count(services)} account(s) not rotated: each needs its owner at the terminal`]),
    ...(entra === 0 ? [] : [`  Entra ID: ${count(entra)} account(s) not asked: there is none in the lab`]),
  ]
}

const isKey = (name: string) => /^krbtgt(_\d+)?$/i.test(name)

function calendarLine({ waves }: WrittenPlan): string {
  const frozen = waves.freezes?.length ?? 0
  const start = waves.start instanceof Date ? waves.start.toISOString().slice(0, 10) : waves.start
  const days = waves.days?.join(', ') ?? 'mon to fri'
  return `  calendar: all in one wave, at once, also at night. On the day from ${start}, ${days}, ${waves.hours ?? '08:00-17:00'}, ${count(frozen)} freeze(s): "keyturn campaign simulate" at the real server has the waves`
}

function noticeLines({ notices }: WrittenPlan, people: number): readonly string[] {
  if (notices === undefined) return []
  const { before = [], at = false, after = [] } = notices
  const each = before.length + (at ? 1 : 0) + after.length
  return [
    `  mails: none was sent. On the day up to ${count(each)} to each of ${count(people)}, ${count(each * people)} in all`,
  ]
}

/** As the server has it (docs/guide/campaign-ways.md): the life of a ticket and twice the skew, ten hours at least. */
function leastWaitHours({ krbtgt }: WrittenPlan): string {
  const hours = (krbtgt?.ticketHours ?? 10) + (2 * (krbtgt?.skewMinutes ?? 5)) / 60
  return Math.max(10, hours).toFixed(1)
}

const sum = (some: PlannedCampaign['segments']) => some.reduce((to, { accounts }) => to + accounts, 0)
const count = (value: number) => value.toLocaleString('en')
