import { anAuditLog } from '../../server/audit/testing/index.ts'
import type { Announced } from '../../server/entra/index.ts'
import { aWhom, anEntra, synchronise, startGraphDouble } from '../../server/entra/testing/index.ts'
import { ms, perSecond, printFigures, rate, say, type Figure } from '../figures.ts'

const size = 10_000
/** About what Microsoft lets one app write to one small tenant; the double refuses what is over it. */
const perSecondOfDouble = 600
const perBatch = 20
const perRead = 300
/** Calls, beside the fewest that there have to be. */
const mostOver = 1.2

/**
 * Ten thousand users asked for a new password and found again, at a double of Graph that throttles: how many calls that
 * takes beside the fewest that it can take, and what it keeps in memory. Of Microsoft's own speed it says nothing.
 */
export async function benchEntra(): Promise<void> {
  await using double = await startGraphDouble({ retryAfterSeconds: 1 })
  await using audit = await anAuditLog()
  using entra = await anEntra(double)
  const whom = Array.from({ length: size }, (_, n) => aWhom(n))
  for (const one of whom) synchronise(double, one)
  const until = () => AbortSignal.timeout(600_000)

  const [found, finding] = await measured(() => entra.find(whom, until()))
  const readCalls = double.calls.batches
  const of: Announced[] = []
  for (const { account, sid } of whom) {
    const seen = found.get(account)
    if (seen?.is !== 'there') throw new Error(`${account} was not found`)
    const event = { type: 'entra.flagging', origin: null, outcome: 'announced', facts: {} } as const
    of.push({ user: seen.user, receipt: await audit.append({ ...event, account: { id: account, sid } }) })
  }
  Object.assign(double.calls, { batches: 0, requests: 0, throttled: 0 })
  double.habits.perSecond = perSecondOfDouble
  const [written, writing] = await measured(() => entra.requireChange(of, { withMfa: true, until: until() }))
  const done = written.filter(({ was }) => was === 'done').length
  const twice = [...double.users.effects.values()].filter(({ flagged }) => flagged !== 1).length
  if (done < size || twice > 0) throw new Error(`${done} written, ${twice} not once`)

  const { batches, throttled } = double.calls
  const least = size / perBatch
  const figures: readonly Figure[] = [
    {
      what: `${size} users asked, throttled`,
      value: `${batches} calls`,
      beside: `least possible ${least}; ${throttled} requests were put off`,
      goal: `≤ ${mostOver} × the least`,
      met: batches <= least * mostOver,
    },
    {
      what: 'at the speed it lets',
      value: rate(perSecond(size, writing.tookMs)),
      beside: `the double lets ${rate(perSecondOfDouble)}`,
      goal: '',
      met: undefined,
    },
    {
      what: `${size} users found`,
      value: `${readCalls} calls, ${ms(finding.tookMs)}`,
      beside: `least possible ${Math.ceil(size / perRead)}`,
      goal: 'the least',
      met: readCalls === Math.ceil(size / perRead),
    },
  ]
  printFigures('A campaign: Entra ID, at a double of Graph', figures)
  say(
    `memory, double and all its users in it: ${writing.peakMiB.toFixed(0)} MiB more at most than before writing`,
  )
}

async function measured<T>(work: () => Promise<T>) {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let peak = before
  const looking = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
  const began = performance.now()
  const value = await work()
  clearInterval(looking)
  return [value, { tookMs: performance.now() - began, peakMiB: (peak - before) / 2 ** 20 }] as const
}
