import type { ModuleMigrations } from '#storage'
import { factors0001 } from './0001-factors.ts'

export const factorsMigrations: ModuleMigrations = {
  module: 'factors',
  steps: { '0001-factors': factors0001 },
}
