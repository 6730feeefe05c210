/** `npm run check`: types, lint, format, unused code, the tests that need nothing. Under a minute. */
import { runSteps } from './run.ts'
import { staticSteps } from './static.ts'
import { testFiles } from './tests.ts'

await runSteps([
  ...staticSteps,
  ['unit tests', 'node', ['--test', '--test-reporter=dot', ...testFiles().unit]],
])
