/** How many tries a window takes, how long the first one is, and how long it can grow. */
export interface Limit {
  readonly tries: number
  readonly seconds: number
  readonly maxSeconds: number
}

/** The three windows that one try falls into. Keys are tags: neither a name nor an address can be read from them. */
export interface Windows {
  readonly address: string
  /** What was typed, from this address. */
  readonly name: string
  /** The account, for everybody who was not there before. */
  readonly account: string
  /** The account from this place, the surest first: counts instead of `account` where a place knew the answer before. */
  readonly places: readonly string[]
}

export interface Counted {
  /** Number of this try in its window; one more than the limit: refused. null: not counted, as another refused it. */
  readonly address: Count
  readonly name: Count
  readonly account: Count | null
}
export interface Count {
  readonly window: string
  readonly tries: number
  readonly closes: Date
}

export interface Limits {
  readonly address: Limit
  readonly name: Limit
  readonly account: Limit
}

export interface TriesStore {
  /**
   * Counts one try in its three windows, in one statement: durable when it resolves, and of many at once each gets
   * its own number. A full window of the address or the name spares the account's, or a blocked address could go on
   * locking people out.
   */
  count(windows: Windows, limits: Limits, now: Date): Promise<Counted>
  /** Counts one in a window that stands alone. */
  countAlone(window: string, limit: Limit, now: Date): Promise<Count>
  /** Empties the account's window, gives one try back to the other two, remembers the places. */
  giveBack(counted: Counted, places: readonly string[], limits: Limits, now: Date): Promise<void>
  /** Forgets windows that closed, and places that were last seen, before these. */
  prune(closedBefore: Date, placesBefore: Date): Promise<void>
}
