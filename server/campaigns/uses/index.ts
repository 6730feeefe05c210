/** Where accounts are used: told by devices, read from logs. It must not know what makes a service account. */
export { createUseStore } from './store-sql.ts'
export type { UseStore } from './store.ts'
export { createUses, namesOf, type Uses, type UsesDeps } from './uses.ts'
