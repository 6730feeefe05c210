import { empty } from '../common.ts'
import { get, post } from '../routing/shape.ts'
import * as letters from './letters.ts'
import * as lockdown from './lockdown.ts'

/** When self-service itself is not to be trusted. */
export const lockdownRoutes = {
  /** Of an operator: two of them say the same, each by a proof of that moment. Whoever is none is told that there is nothing. */
  'person.lockdown': get('/api/me/lockdown', 'person', lockdown.ownLockdown),
  'person.lockdown-wish': post(
    '/api/me/lockdown/wish',
    'person',
    lockdown.wishLockdown,
    lockdown.lockdownWished,
  ),
  'person.lockdown-withdraw': post(
    '/api/me/lockdown/withdrawal',
    'person',
    empty,
    lockdown.lockdownWithdrawn,
  ),
  'admin.lockdown': get('/api/admin/lockdown', 'local', lockdown.lockdownStatus),
  'admin.lockdown-report': post(
    '/api/admin/lockdown/report',
    'local',
    lockdown.askLockdownReport,
    lockdown.lockdownReport,
  ),
  'admin.letters': get('/api/admin/letters', 'local', letters.letters),
  'admin.letters-make': {
    ...post('/api/admin/letters', 'local', letters.makeLetters, letters.lettersMade),
    bodyBytes: 6 * 1024 * 1024,
  },
  'admin.letter-hand': post('/api/admin/letters/handed', 'local', letters.handLetter, letters.letterHanded),
} as const
