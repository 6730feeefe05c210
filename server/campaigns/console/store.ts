/** Accounts that were done within an hour. */
export interface DoneInHour {
  /** Its end. */
  readonly at: Date
  readonly accounts: number
}

export interface Failed {
  readonly why: string
  readonly name: string
}

export interface CallsInHour {
  /** Its beginning. */
  readonly from: Date
  readonly calls: number
}

/** What a console shows of a campaign besides its counts. */
export interface ConsoleStore {
  /** Of those who come in waves, in the order of time. Who was exempt is not among them: it has no hour. */
  doneByHour(freeze: string): Promise<readonly DoneInHour[]>
  /** Of each reason the first ones by name. */
  failed(freeze: string, most: number): Promise<readonly Failed[]>
  calls(campaign: string): Promise<readonly CallsInHour[]>
  /** Hours that are there already are corrected. */
  tell(campaign: string, hours: readonly CallsInHour[]): Promise<void>
}
