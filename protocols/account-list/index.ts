/**
 * A table of accounts: one column of it is `account` (or `sAMAccountName`), others may be there and are not read. It is
 * taken from spreadsheets, so what a spreadsheet would run is refused, and so is whatever is there twice: somebody
 * counted on it. It leaves out whether there are such accounts.
 *
 *     account;remark
 *     anna;
 *     CORP\bob;on leave
 */
export { readAccountList, type AccountLine, type AccountListRead, type RefusedLine } from './list.ts'
