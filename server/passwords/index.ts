/**
 * The new password: which rules hold for an account, AD's and those of the house (banned words, strength, not breached),
 * whether a candidate keeps them (the same code the page runs, `protocols/ad` and `protocols/banned-words`), suggestions, and
 * the change of a password that is known. After a write: the PSO tier of its length; before it expires: a mail. It must
 * not know about resets.
 */
export { createPasswords, type Passwords, type PasswordsDeps } from './passwords.ts'
export { noHouse, readHouseRules, type HouseRules } from './house.ts'
export { createStrengths, type Strengths } from './strength/strengths.ts'
export { openBreached, type BreachedList } from './breached/index.ts'
export { createSuggestions, type Suggestions } from './suggestions/suggestions.ts'
export {
  createChanges,
  type Change,
  type Changed,
  type Changes,
  type ChangesDeps,
  type SpendTry,
} from './changes.ts'
export { passwordRoutes, type PasswordRoutesDeps } from './routes.ts'
export { createTiers, type Tiers } from './tiers/tiers.ts'
export { createTierStore } from './tiers/store-sql.ts'
export { createReminders } from './reminders/reminders.ts'
export { createReminderStore } from './reminders/store-sql.ts'
export { passwordsMigrations } from './migrations/index.ts'
