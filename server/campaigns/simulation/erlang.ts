/** A help desk in steady state: calls come by chance, take an exponential time, and wait for the first free agent. */
export interface Load {
  readonly agents: number
  readonly callsPerHour: number
  readonly minutesPerCall: number
}

/**
 * The probability that a caller has to wait (A. K. Erlang 1917; Gross and Harris, "Fundamentals of Queueing Theory",
 * 2.3): M/M/c. By way of Erlang B's recursion, which no number of agents makes overflow.
 *
 * @param traffic offered, in erlangs. At `agents` and above the queue grows for ever, and everybody waits: 1.
 */
export function erlangC(agents: number, traffic: number): number {
  if (traffic <= 0) return 0
  if (traffic >= agents) return 1
  let blocked = 1
  for (let n = 1; n <= agents; n++) blocked = (traffic * blocked) / (n + traffic * blocked)
  return blocked / (1 - (traffic / agents) * (1 - blocked))
}

/** The mean wait of all callers, those who need not wait among them; Infinity where the desk cannot keep up. */
export function meanWaitMinutes({ agents, callsPerHour, minutesPerCall }: Load): number {
  const traffic = (callsPerHour * minutesPerCall) / 60
  if (traffic >= agents) return Infinity
  return (erlangC(agents, traffic) * minutesPerCall) / (agents - traffic)
}

/** The most calls an hour that these agents can bear with that mean wait. */
export function bearableCalls(
  { agents, minutesPerCall }: Omit<Load, 'callsPerHour'>,
  waitMinutes: number,
): number {
  let [low, high] = [0, (agents * 60) / minutesPerCall]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (meanWaitMinutes({ agents, callsPerHour: middle, minutesPerCall }) <= waitMinutes) low = middle
    else high = middle
  }
  return low
}
