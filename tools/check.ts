/** `npm run check`: types, lint, format, unused code, the tests that need nothing. Under a minute. */
import { join } from 'node:path'
import { runSteps } from './run.ts'
import { staticSteps } from './static.ts'
import { testFiles } from './tests.ts'

// Each test file is a process of its own, and reads the same sources: stripped and compiled once, not 120 times.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/keyturn-check')

await runSteps([
  ...staticSteps,
  ['unit tests', 'node', ['--test', '--test-reporter=dot', ...testFiles().unit]],
])
