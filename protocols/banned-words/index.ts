/**
 * Words that a new password may not be built on: the organisation's list, its name, months and years, rows of keys,
 * and what the directory says of the person herself. Pure; the page runs it while she types, the server before it
 * asks the DC. People disguise a word in a few well-known ways, so it is looked for in every spelling of the password
 * that `spellings` makes. What it leaves out: how guessable the rest is (`server/passwords/strength`), and whether the
 * whole is known from a breach.
 */
export { createBannedWords, type BannedKind, type BannedWord, type BannedWords } from './banned-words.ts'
export { builtInWords } from './built-in.ts'
export { ownAttributes, ownWords, type OwnAttribute, type OwnValue } from './own-words.ts'
