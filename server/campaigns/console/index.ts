/**
 * What the operators of a mass reset see of it while it runs: what is left, wave by wave, the help desk beside its
 * forecast, what failed; and before it runs, what other waves would do. It moves nothing and reads no directory.
 */
export { createConsole } from './consoles.ts'
export { consoleRoutes } from './routes.ts'
export { createConsoleStore } from './store-sql.ts'
export type { ConsoleStore } from './store.ts'
