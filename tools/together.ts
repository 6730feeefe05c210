/**
 * Loads the test files that it is given into one process: most need less than a process of their own costs. Which may
 * share one is said in `tests.ts`.
 */
import { resolve } from 'node:path'

// One after the other: their tests run in this order too.
for (const file of process.argv.slice(2)) await import(resolve(file))
