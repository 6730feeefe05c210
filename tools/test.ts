/**
 * `npm test`: the static half of `check`, then every test on the real lab. Three files run at a time, as two cores carry:
 * one of the whole product on a whole site, one of its parts, and one of people's computers, which mostly waits. Each
 * lane begins with its longest, and helps the others when it is done. What measures time runs at the end, by itself.
 */
import { relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { inspect } from 'node:util'
import { keepCompiled, runSteps } from './run.ts'
import { staticSteps } from './static.ts'
import { inParts, testFiles, together } from './tests.ts'
import { aDatabase } from '../server/storage/testing.ts'

/** No judgement on speed: the longest took eight minutes beside others on a busy machine. */
const timeout = 1_500_000
/** A file whose test is over and whose process stays, for whatever it waits, is ended. */
const longestMs = 1_800_000
const shownSlowest = 12
const unitParts = 4
const counts = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
const took: { readonly seconds: number; readonly what: string }[] = []

keepCompiled()
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
  const { sharing, single, parts, whole, waiting, alone } = testFiles()
  const each = (files: readonly string[]): Batch[] => files.map((file) => ({ files: [file] }))
  const units = inParts(sharing, unitParts).map((argv) => ({ files: [together], argv }))
  const lanes = [each(whole), [...each(parts), { files: single }, ...units], each(waiting)]
  const fullest = () => lanes.reduce((most, lane) => (lane.length > most.length ? lane : most))
  await Promise.all(lanes.map((lane) => runAll(() => lane.shift() ?? fullest().shift())))
  for (const file of alone) await runFiles({ files: [file] })
}

interface Batch {
  readonly files: readonly string[]
  /** What the files are told. */
  readonly argv?: readonly string[]
}

async function runAll(next: () => Batch | undefined): Promise<void> {
  for (let batch = next(); batch !== undefined; batch = next()) await runFiles(batch)
}

/** One file after the other. What there is to read of them comes when all of them are done. */
async function runFiles({ files, argv = [] }: Batch): Promise<void> {
  const began = performance.now()
  const signal = AbortSignal.timeout(longestMs)
  const tests = run({ files: [...files], argv: [...argv], concurrency: 1, timeout, signal })
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
  const told = argv.length === 0 ? files : argv
  took.push({
    seconds,
    what: told.length === 1 ? String(told[0]) : `${told.length} files from ${told[0]} on`,
  })
}
