/** The tests that need nothing but Node, on all cores: the last step of `npm run check`. */
import { availableParallelism } from 'node:os'
import { text } from 'node:stream/consumers'
import { run } from 'node:test'
import { dot } from 'node:test/reporters'
import { inParts, testFiles, together } from './tests.ts'

const { sharing, single } = testFiles()
const cores = availableParallelism()
let passed = 0

// Its own after theirs: three processes on two cores would only wait for each other.
await Promise.all(inParts(sharing, cores).map((files) => runFiles([together], files)))
await runFiles(single, [])
process.stdout.write(`${passed} passed\n`)
if (passed === 0) process.exitCode = 1

async function runFiles(files: readonly string[], argv: readonly string[]): Promise<void> {
  const tests = run({ files: [...files], argv: [...argv], concurrency: cores })
  tests.on('test:fail', () => (process.exitCode = 1))
  tests.on('test:summary', ({ file, counts }) => {
    if (file === undefined) passed += counts.passed
  })
  process.stdout.write(await text(tests.compose(dot)))
}
