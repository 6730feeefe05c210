import type { AuditLog } from '#audit'
import type { Directory } from '#directory'
import { systemClock, systemRandom, type Log } from '#kernel'
import type { Storage } from '#storage'
import type { Config } from './config.ts'

/** What every module stands on. */
export interface Ground {
  readonly config: Config
  readonly version: string
  readonly log: Log
  readonly storage: Storage
  readonly audit: AuditLog
  readonly directory: Directory
}

export const effects = { clock: systemClock, random: systemRandom }
