/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { campaigns0001 } from './0001-campaigns.ts'
import { campaigns0002 } from './0002-ending.ts'
import { campaigns0003 } from './0003-ways.ts'
import { campaigns0004 } from './0004-noted.ts'
import { calls0005 } from './0005-calls.ts'
import { uses0006 } from './0006-uses.ts'
import { usesByDevice0007 } from './0007-uses-by-device.ts'
import { holds0008 } from './0008-holds.ts'
import { pace0009 } from './0009-pace.ts'

export const campaignsMigrations: ModuleMigrations = {
  module: 'campaigns',
  steps: {
    '0001-campaigns': campaigns0001,
    '0002-ending': campaigns0002,
    '0003-ways': campaigns0003,
    '0004-noted': campaigns0004,
    '0005-calls': calls0005,
    '0006-uses': uses0006,
    '0007-uses-by-device': usesByDevice0007,
    '0008-holds': holds0008,
    '0009-pace': pace0009,
  },
}
