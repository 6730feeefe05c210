/** Some writes of a campaign on one DC that are made together. */
export interface PacedBatch {
  readonly freeze: string
  /** Used once. */
  readonly batch: string
  readonly dc: string
}

export interface PaceStore {
  /**
   * Room for so many writes at most, for all servers together: within any minute no more are made on that DC than
   * `perMinute`. What was taken counts until a minute after its end, and if its server dies, for as long as it could
   * have been sent and a minute.
   *
   * @returns 0: there is none before so many seconds are over.
   */
  take(
    batch: PacedBatch,
    wish: { readonly atMost: number; readonly perMinute: number },
  ): Promise<{ readonly writes: number; readonly waitSeconds: number }>
  /** So many of them were used, and none is sent any more. */
  end(batch: PacedBatch, writes: number): Promise<void>
  /** What counts against the minute of each DC now, by its name. */
  counted(freeze: string): Promise<readonly { readonly dc: string; readonly writes: number }[]>
}
