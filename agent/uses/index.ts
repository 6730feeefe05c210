/**
 * What on this computer runs as an account of the domain, or holds its keys: systemd units, cron, keytabs. Read from
 * files alone; no key of a keytab goes further than the reader that skips it. The server is told once a day, and never
 * why anything is so.
 */
export { tellUses } from './tell.ts'
export { usesHere } from './uses.ts'
