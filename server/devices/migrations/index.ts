/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { devices0001 } from './0001-devices.ts'
import { devices0002 } from './0002-challenges.ts'

export const devicesMigrations: ModuleMigrations = {
  module: 'devices',
  steps: { '0001-devices': devices0001, '0002-challenges': devices0002 },
}
