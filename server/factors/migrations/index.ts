import type { ModuleMigrations } from '#storage'
import { factors0001 } from './0001-factors.ts'
import { factors0002 } from './0002-challenges.ts'

export const factorsMigrations: ModuleMigrations = {
  module: 'factors',
  steps: { '0001-factors': factors0001, '0002-challenges': factors0002 },
}
