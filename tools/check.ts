/** `npm run check`: types, lint, format, unused code, the tests that need nothing. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runSteps } from './run.ts'
import { staticSteps } from './static.ts'
import { testFiles } from './tests.ts'

// Each test file is a process of its own, and reads the same sources: stripped and compiled once, not a hundred times.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/keyturn-check')

// Node leaves one core idle, which of two is half of them.
const concurrency = `--test-concurrency=${availableParallelism()}`

await runSteps([
  ...staticSteps,
  ['unit tests', 'node', ['--test', '--test-reporter=dot', concurrency, ...testFiles().unit]],
])
