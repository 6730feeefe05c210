/** Settles one reset whose write had no answer; data: `Look`. */
export const settleQueue = 'reset.settle'
/** Everything that time does to resets. */
export const sweepQueue = 'reset.sweep'

export interface Look {
  readonly reset: string
  /** How many looks there were before. */
  readonly look: number
}

/**
 * Seconds before each look at a write without an answer: soon, for a person waits; the last past the time after
 * which no change is certain. Then the sweeper's minute goes on.
 */
export const lookAfterSeconds = [2, 5, 15, 45] as const
