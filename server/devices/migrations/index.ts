/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import type { ModuleMigrations } from '#storage'
import { devices0001 } from './0001-devices.ts'
import { settings0002 } from './0002-settings.ts'
import { challenges0003 } from './0003-challenges.ts'
import { fleet0004 } from './0004-fleet.ts'
import { keeping0006 } from './0006-keeping.ts'
import { incidentOrders0008 } from './0008-incident-orders.ts'
import { outcomes0009 } from './0009-outcomes.ts'

export const devicesMigrations: ModuleMigrations = {
  module: 'devices',
  steps: {
    '0001-devices': devices0001,
    '0002-settings': settings0002,
    '0003-challenges': challenges0003,
    '0004-fleet': fleet0004,
    '0006-keeping': keeping0006,
    '0008-incident-orders': incidentOrders0008,
    '0009-outcomes': outcomes0009,
  },
}
