/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { asking0001 } from './0001-asked.ts'

export const askingMigrations: ModuleMigrations = {
  module: 'asking',
  steps: { '0001-asked': asking0001 },
}
