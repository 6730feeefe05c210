/** What devices are to do, for all of them alike. Versions count up and are never used twice. */
export interface SettingsStore {
  newest(): Promise<{ readonly version: number; readonly content: string } | undefined>
  /** @throws when another one was added at the same time: then it is that one. */
  add(version: number, content: string, at: Date): Promise<void>
}
