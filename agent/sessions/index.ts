/**
 * What of a person is at work on this computer besides her cached log-on: sessions, processes, Kerberos tickets. It ends them
 * for one account of the domain, and never for an account of this computer itself. It must not know who ordered it: that was
 * verified.
 *
 *     whoIs(SID) ──(of the domain, known here, no local account)──▶ uid ──▶ end | lock | drop tickets ──▶ what was there, what is left
 */
export { createSessions, type Done, type Sessions } from './sessions.ts'
export { whoIs, type Person, type WhoIs } from './who-is.ts'
