/** Small sums over measured times, and how they are printed. Times are milliseconds. */
export interface Spread {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

export function median(values: readonly number[]): number {
  return spread(values).p50
}

/** One figure beside what it is held against; `met` is printed, never enforced: a busy machine is not a bug. */
export interface Figure {
  readonly what: string
  readonly value: string
  readonly beside: string
  readonly goal: string
  /** undefined: for comparison only. */
  readonly met: boolean | undefined
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  process.stdout.write(`\n${title}\n`)
  for (const { what, value, beside, goal, met } of figures) {
    const mark = met === undefined ? '     ' : met ? 'met  ' : 'NOT  '
    process.stdout.write(`  ${mark}${what.padEnd(40)} ${value.padEnd(22)} ${beside.padEnd(52)} ${goal}\n`)
  }
}

export function say(line: string): void {
  process.stdout.write(`  ${line}\n`)
}

/**
 * How much one and the same work of the peer took from round to round: beyond a quarter, the figures above it
 * tell more of the machine than of the product.
 */
export function sayNoise(peer: readonly number[]): void {
  const sorted = peer.toSorted((a, b) => a - b)
  const [least = NaN, most = NaN] = [sorted[0], sorted.at(-1)]
  const quietly = most / least <= 1.25 ? 'quiet' : 'NOISY: repeat when it is quieter'
  say(`the machine: the peer took ${ms(least)} to ${ms(most)} for the same work, ${quietly}`)
}

export const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`
export const perSecond = (count: number, totalMs: number) => (count * 1000) / totalMs
export const rate = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)}/s`

/** Runs `work` over all items, `parallel` at a time, and times each. */
export async function timed<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T) => Promise<void>,
): Promise<{ readonly totalMs: number; readonly each: readonly number[] }> {
  // One iterator that all lanes take from.
  const left = items.values()
  const each: number[] = []
  const began = performance.now()
  const lane = async () => {
    for (const item of left) {
      const started = performance.now()
      await work(item)
      each.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: parallel }, lane))
  return { totalMs: performance.now() - began, each }
}
