/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { resets } from './0001-resets.ts'

export const resetMigrations: ModuleMigrations = { module: 'reset', steps: { '0001-resets': resets } }
