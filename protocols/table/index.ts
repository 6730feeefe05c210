/**
 * A table that a spreadsheet wrote: comma or semicolon, UTF-8 with or without a mark at its beginning, the head in its
 * first line. What is wrong with the whole is said at once. It leaves out what the columns mean.
 */
export { readTable, type Row, type TableRead } from './table.ts'
