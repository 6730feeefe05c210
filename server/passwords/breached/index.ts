/**
 * Is a new password one that was breached? Answered from a file on this machine's disk (`protocols/breached`), and from
 * nowhere else. Owns which file is believed: signed by the configured key, whole, and never older than the newest that
 * was in use here. A newer one is taken while the server runs; one that is not right leaves the old one in use. It must
 * not know whose password it is, and keeps nothing of it.
 *
 * A look-up reads a few kilobytes at their place in the file; what is kept of them is the system's page cache. So the
 * memory of the server does not depend on the length of the list.
 */
export { openBreached, type OpenedBreached } from './watched.ts'
export { noBreachedList, type BreachedAbout, type BreachedList } from './breached.ts'
