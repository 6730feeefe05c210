/**
 * What the portal says, in each language, and the one function that turns codes into words. It must not know pages:
 * it is grouped by page only so that a translator sees what belongs together.
 */
export { say } from './codes.ts'
export { languageNames, loadWords, preferredLanguage, type Language } from './language.ts'
export { useWords, WordsProvider } from './use-words.tsx'
export type { Words } from './words.ts'
