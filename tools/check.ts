/** `npm run check`: types, lint, format, unused code, the tests that need nothing. */
import { keepCompiled, runSteps } from './run.ts'
import { staticSteps } from './static.ts'

keepCompiled()
await runSteps([...staticSteps, ['unit tests', 'node', ['tools/units.ts']]])
