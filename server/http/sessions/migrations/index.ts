/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { sessions0001 } from './0001-sessions.ts'
import { sessions0002 } from './0002-proofs.ts'

export const httpMigrations: ModuleMigrations = {
  module: 'http',
  steps: { '0001-sessions': sessions0001, '0002-proofs': sessions0002 },
}
