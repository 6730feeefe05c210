/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { tunnels0001 } from './0001-tunnels.ts'

export const tunnelsMigrations: ModuleMigrations = {
  module: 'tunnels',
  steps: { '0001-tunnels': tunnels0001 },
}
