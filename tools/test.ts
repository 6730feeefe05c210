/**
 * `npm test`: the static half of `check`, then every test. Files run one after the other: most of the lab's boot
 * a whole domain, and two cores carry one.
 */
import { run, runSteps } from './run.ts'
import { staticSteps } from './static.ts'
import { testFiles } from './tests.ts'

await runSteps(staticSteps)
const { unit, db, lab } = testFiles()
// One invocation, so that the closing lines count everything.
const settings = ['--test', '--test-concurrency=1', '--test-reporter=spec', '--test-timeout=900000']
process.exit(await run('node', [...settings, ...unit, ...db, ...lab]))
