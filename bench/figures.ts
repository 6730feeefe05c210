/** Small sums over measured times, and how they are printed. Times are milliseconds. */
export interface Spread {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
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
  readonly met: boolean
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  process.stdout.write(`\n${title}\n`)
  for (const { what, value, beside, goal, met } of figures) {
    process.stdout.write(
      `  ${met ? 'met  ' : 'NOT  '} ${what.padEnd(46)} ${value.padEnd(26)} ${beside.padEnd(44)} ${goal}\n`,
    )
  }
}

export const perSecond = (count: number, ms: number) => (count * 1000) / ms

/** Runs `work` over all items, `parallel` at a time, and times each. */
export async function timed<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T) => Promise<void>,
): Promise<{ readonly totalMs: number; readonly each: readonly number[] }> {
  const left = [...items]
  const each: number[] = []
  const began = performance.now()
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      const started = performance.now()
      await work(item)
      each.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: parallel }, lane))
  return { totalMs: performance.now() - began, each }
}
