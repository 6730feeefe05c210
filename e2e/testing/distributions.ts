/** Two questions about how long answers took, for tests of what their time tells a stranger. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2
}

/**
 * How well the time of one answer tells these from those: the probability that one of `these` took longer than one
 * of `those` (Mann and Whitney's U over n·m; the area under the ROC curve). 0.5: not at all. 0 or 1: always.
 */
export function separation(these: readonly number[], those: readonly number[]): number {
  let wins = 0
  for (const one of these) for (const other of those) wins += one > other ? 1 : one === other ? 0.5 : 0
  return wins / (these.length * those.length)
}

/** Its standard deviation when there is no difference. */
export function separationByChance(n: number, m: number): number {
  return Math.sqrt((n + m + 1) / (12 * n * m))
}
