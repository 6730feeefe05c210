import type { Secret } from '#kernel'

export interface BreachedList {
  /**
   * Whether this very password is on the list; without a list nothing is.
   *
   * @throws {Fault} `breached.unavailable`: the list cannot be read where the answer is. Then a password must not be
   *   taken, as nobody knows.
   */
  contains(password: Secret): boolean
  /** undefined: there is no list. */
  readonly about: BreachedAbout | undefined
}

export interface BreachedAbout {
  readonly source: string
  readonly builtAt: Date
  readonly ageDays: number
  readonly rows: number
}

/** For a server that was not given one. */
export const noBreachedList: BreachedList = { contains: () => false, about: undefined }
