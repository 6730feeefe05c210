/**
 * A list of breached passwords as one file: NT hashes in, "listed" or "not listed" out, four to five bytes a hash,
 * no false "not listed", a false "listed" once in two thousand million. What is read is checked against a hash tree
 * whose root is signed, block by block, so that a file of gigabytes is trusted without reading it whole, and a changed
 * byte is found by the very look-up that meets it. Pure: bytes are read and written by the caller. It must not know
 * where the file is or whose password is asked for.
 *
 *     ┌ 0 ──────────────────────────────────────────────┐
 *     │ head   a signed note, zeros up to 4096 (head.ts) │
 *     ├ 4096 ────────────────────────────────────────────┤
 *     │ block 0 … block 63    the hashes      (block.ts) │
 *     │ page over them        64 references    (page.ts) │
 *     │ block 64 … block 127                             │   each page follows what it refers to: the file is
 *     │ page over them                                   │   written once, front to back, from sorted hashes
 *     │ …                                                │
 *     │ page over 64 pages                               │
 *     │ …                                                │
 *     │ the last page         its reference is in the head
 *     └──────────────────────────────────────────────────┘
 *
 * Numbers are big-endian. How many blocks, slots and levels there are follows from one number in the head (shape.ts).
 * The decision behind it: docs/decisions/0010-breached-passwords.md.
 */
export { ntHash } from './nt-hash.ts'
export { depthFor, fits, headLength, maxRows, shapeOf, type Shape } from './shape.ts'
export { formatStatement, type Statement } from './statement.ts'
export { openHead, readHead, signHead, unsignedHead, type Head, type OpenedHead } from './head.ts'
export { createFinder, lookUp, type Finder, type Finding, type ReadAt } from './look-up.ts'
export { createListWriter, type ListWriter, type WriterState } from './writer.ts'
export { checkWhole, type Checked, type ReadLater } from './check-whole.ts'
