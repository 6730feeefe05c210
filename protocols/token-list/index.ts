/**
 * Tables of token seeds as vendors send them and people keep them: comma, semicolon or tab, a head line with the
 * columns' names in any order, seeds in hex or base32. Each line that cannot be used is named with its reason, all
 * others are given. Pure. What it leaves out: encrypted lists (see `pskc`), spreadsheets' own formats, UTF-16.
 */
export { readTokenList, type ListedToken, type TokenListRead } from './list.ts'
export { tokenColumns, type TokenColumn } from './columns.ts'
export type { LineProblem, RefusedLine } from './line.ts'
