/** The tables of this module, in the steps in which they came: forward only, and nobody else touches them. */
import { log } from './0001-log.ts'

/** The tables of the audit log, for `openStorage`. */
export const auditMigrations = { module: 'audit', steps: { '0001-log': log } }
