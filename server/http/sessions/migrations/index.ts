import type { ModuleMigrations } from '#storage'
import { sessions0001 } from './0001-sessions.ts'

export const httpMigrations: ModuleMigrations = {
  module: 'http',
  steps: { '0001-sessions': sessions0001 },
}
