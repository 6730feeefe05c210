/**
 * Is a new password one that was breached? Answered from a file on this machine's disk (`protocols/breached`), and from
 * nowhere else. Owns which file is believed: signed by the configured key, whole, and never older than the newest that
 * was in use here. A newer one is taken while the server runs; one that is not right leaves the old one in use. It must
 * not know whose password it is, and keeps nothing of it.
 *
 * A look-up reads a few kilobytes at two places of the file; what is kept of them is the system's page cache. The
 * server itself keeps the upper pages of the tree, a megabyte or two: its memory does not grow with the list.
 */
export { openBreached } from './watched.ts'
export { noBreachedList, type BreachedList } from './breached.ts'
