/** Work that must happen though the server may die: at least once, so each handler is idempotent. */
export interface Jobs {
  /** Registers the handler of a queue. Before `start`. */
  handle<T extends object>(queue: string, handler: (data: T) => Promise<void>, options?: JobOptions): void
  /** Durable when it resolves. */
  send<T extends object>(queue: string, data: T, options?: { readonly afterSeconds?: number }): Promise<void>
  /** Runs `queue` on this cron (minutes, UTC); one server of a cluster gets each run. */
  every(cron: string, queue: string): void
  start(): Promise<void>
}

export interface JobOptions {
  /** Tries after the first; each waits about twice as long as the one before. */
  readonly retries?: number
  readonly retrySeconds?: number
  readonly parallel?: number
}
