/**
 * `npm test`: the static half of `check`, then every test on the real lab. Two files run at a time, as two cores carry:
 * one of the whole product on a whole site beside one of its parts, while there are any. Those that measure time run at
 * the end, by themselves.
 */
import { relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { inspect } from 'node:util'
import { runSteps } from './run.ts'
import { staticSteps } from './static.ts'
import { testFiles } from './tests.ts'
import { aDatabase } from '../server/storage/testing.ts'

/** No judgement on speed: the longest took eight minutes beside others on a busy machine. */
const timeout = 1_500_000
/** A file whose test is over and whose process stays, for whatever it waits, is ended. */
const longestMs = 1_800_000
const shownSlowest = 12
const batch = 16
const counts = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
const took: { readonly seconds: number; readonly what: string }[] = []

await runSteps(staticSteps)
await runTests()
process.stdout.write('\nwhat took longest:\n')
for (const { seconds, what } of took.toSorted((a, b) => b.seconds - a.seconds).slice(0, shownSlowest))
  process.stdout.write(`${seconds.toFixed(0).padStart(5)} s  ${what}\n`)
// Once more at the end, where nobody has to look for them.
for (const failure of failures) process.stdout.write(`\nfailed: ${failure}\n`)
// Counts all of them, as the closing lines of each part do not.
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1

async function runTests(): Promise<void> {
  // Keeps the cluster that they share up from one file to the next.
  await using _ = await aDatabase()
  const { unit, parts, whole, alone } = testFiles()
  const left = [...[...whole, ...parts].map((file) => [file]), ...inBatches(unit)]
  // From both ends, so that two whole sites are up at once only when nothing else is left.
  await Promise.all([runAll(() => left.shift()), runAll(() => left.pop())])
  for (const file of alone) await runFiles([file])
}

/** Each file is a process of its own all the same. */
function inBatches(files: readonly string[]): readonly string[][] {
  const batches = Array.from({ length: Math.ceil(files.length / batch) }, (_, i) => i * batch)
  return batches.map((from) => files.slice(from, from + batch))
}

async function runAll(next: () => readonly string[] | undefined): Promise<void> {
  for (let files = next(); files !== undefined; files = next()) await runFiles(files)
}

/** One file after the other. What there is to read of them comes when all of them are done. */
async function runFiles(files: readonly string[]): Promise<void> {
  const began = performance.now()
  const signal = AbortSignal.timeout(longestMs)
  const tests = run({ files: [...files], concurrency: 1, timeout, signal })
  tests.on('test:summary', ({ file, counts: { passed, skipped, todo, tests: all } }) => {
    if (file !== undefined) return
    counts.passed += passed
    counts.skipped += skipped + todo
    // Cancelled ones among them.
    counts.failed += all - passed - skipped - todo
  })
  tests.on('test:fail', ({ name, file, details: { error } }) => {
    // Of a suite it says only that something in it failed.
    if ('failureType' in error && error.failureType === 'subtestsFailed') return
    failures.push(`${name} (${relative('.', file ?? '')})\n${inspect(error.cause ?? error)}`)
  })
  process.stdout.write(await text(tests.compose(new spec())))
  const seconds = (performance.now() - began) / 1000
  took.push({
    seconds,
    what: files.length === 1 ? String(files[0]) : `${files.length} files from ${files[0]} on`,
  })
}
