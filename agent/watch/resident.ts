/** The shapes of `watch.mjs` and `schedule.mjs`, which are plain JavaScript: see there why. */

/** When to check in. Times are milliseconds of a clock that nobody sets. */
export interface Schedule {
  readonly due: number
  /** Since when the last one runs, or ran. */
  readonly begun: number
  /** How often in turn the server was not reached. */
  readonly failed: number
}

export type ScheduleEvent =
  /** Something about the links of this computer is other than before. */
  | { readonly type: 'link-changed' }
  /** It was time, and there is no address to ask anybody from: nothing was begun. */
  | { readonly type: 'no-link' }
  | { readonly type: 'begun' }
  | { readonly type: 'reached'; readonly nextSeconds: number }
  | { readonly type: 'failed' }

export interface WatchDeps {
  /** Checks in once, and sends `{ nextSeconds }` to its parent when the server was reached. */
  readonly checkIn: readonly [string, ...string[]]
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}
