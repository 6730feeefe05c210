/**
 * One entry of Keyturn's audit log, version 1: the text that becomes a leaf of the tree (protocols/tlog). The
 * server writes it, `keyturn audit verify` reads it years later. Pure. It must not know which events there are:
 * a verifier that is older than the server still reads all of them.
 */
export { formatEntry, isFactName, maxEntryBytes, parseEntry, type Entry, type Fact } from './entry.ts'
