/**
 * `npm test`: the static half of `check`, then every test on the real lab. Two files run at a time, as two cores carry:
 * one of the whole product on a whole site beside one of its parts. Those that measure time run at the end, by themselves.
 */
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { runSteps } from './run.ts'
import { staticSteps } from './static.ts'
import { testFiles } from './tests.ts'
import { aDatabase } from '../server/storage/testing.ts'

const timeout = 900_000
const counts = { passed: 0, failed: 0, skipped: 0 }

await runSteps(staticSteps)
await runTests()
// Counts all of them, as the closing lines of each part do not.
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1

async function runTests(): Promise<void> {
  // Keeps the cluster that they share up from one file to the next.
  await using _ = await aDatabase()
  const { unit, parts, whole, alone } = testFiles()
  const besides = text([...unit, ...parts])
  for await (const part of text(whole)) process.stdout.write(part)
  // Not while the others print, or nobody could say whose line is whose.
  for await (const part of besides) process.stdout.write(part)
  for await (const part of text(alone)) process.stdout.write(part)
}

/** One file after the other, from now on. @returns what there is to read of it. */
function text(files: readonly string[]): AsyncIterable<string> {
  const tests = run({ files: [...files], concurrency: 1, timeout })
  tests.on('test:summary', ({ file, counts: { passed, skipped, todo, tests: all } }) => {
    if (file !== undefined) return
    counts.passed += passed
    counts.skipped += skipped + todo
    // Cancelled ones among them.
    counts.failed += all - passed - skipped - todo
  })
  return tests.compose(new spec())
}
