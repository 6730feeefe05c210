/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { passwords0001 } from './0001-tiers-and-reminders.ts'

export const passwordsMigrations: ModuleMigrations = {
  module: 'passwords',
  steps: { '0001-tiers-and-reminders': passwords0001 },
}
