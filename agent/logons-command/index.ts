/**
 * `keyturn-agent logons …`: how this computer keeps log-ons, whose, and to forget some. It must not know how winbind and
 * SSSD keep them.
 */
export { logonsHere } from './command.ts'
