/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { factors0001 } from './0001-factors.ts'
import { factors0002 } from './0002-challenges.ts'
import { factors0003 } from './0003-passkeys.ts'
import { factors0004 } from './0004-access-passes.ts'
import { factors0005 } from './0005-code-targets.ts'
import { factors0006 } from './0006-approvals.ts'
import { factors0007 } from './0007-questions.ts'
import { factors0010 } from './0010-cards.ts'
import { factors0020 } from './0020-freezes.ts'
import { factors0021 } from './0021-tokens.ts'

export const factorsMigrations: ModuleMigrations = {
  module: 'factors',
  steps: {
    '0001-factors': factors0001,
    '0002-challenges': factors0002,
    '0003-passkeys': factors0003,
    '0004-access-passes': factors0004,
    '0005-code-targets': factors0005,
    '0006-approvals': factors0006,
    '0007-questions': factors0007,
    '0010-cards': factors0010,
    '0020-freezes': factors0020,
    '0021-tokens': factors0021,
  },
}
