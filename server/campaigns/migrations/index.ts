/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { campaigns0001 } from './0001-campaigns.ts'
import { campaigns0003 } from './0003-ways.ts'

export const campaignsMigrations: ModuleMigrations = {
  module: 'campaigns',
  steps: { '0001-campaigns': campaigns0001, '0003-ways': campaigns0003 },
}
