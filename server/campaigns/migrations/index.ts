/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { campaigns0001 } from './0001-campaigns.ts'
import { campaigns0002 } from './0002-ending.ts'

export const campaignsMigrations: ModuleMigrations = {
  module: 'campaigns',
  steps: { '0001-campaigns': campaigns0001, '0002-ending': campaigns0002 },
}
