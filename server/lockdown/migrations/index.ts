/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { lockdown0001 } from './0001-lockdown.ts'

export const lockdownMigrations: ModuleMigrations = {
  module: 'lockdown',
  steps: { '0001-lockdown': lockdown0001 },
}
