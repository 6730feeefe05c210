/**
 * `npm run fuzz`: a million inputs for every parser that strangers reach, or `npm run fuzz -- --inputs 10000 pskc`
 * for some; `--minutes` bounds the time of each. What it finds it names by seed and input; `--seed` makes the same
 * run again. The table: `tools/fuzz/targets.ts`.
 */
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz/run.ts'
import { targets } from './fuzz/targets.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
  },
})
const inputs = Number(values.inputs)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const minutes = values.minutes === undefined ? undefined : Number(values.minutes)
const numbersAreRight =
  Number.isSafeInteger(inputs) && Number.isSafeInteger(seed) && (minutes === undefined || minutes > 0)
const unknown = positionals.filter((name) => !targets.some((target) => target.name === name))
if (unknown.length > 0 || !numbersAreRight) {
  const names = targets.map(({ name }) => name).join(' ')
  process.stderr.write(`usage: npm run fuzz -- [--inputs N] [--seed N] [--minutes N] [${names}]\n`)
  process.exit(2)
}

process.stdout.write(`seed ${seed}\n`)
for (const target of targets) {
  if (positionals.length > 0 && !positionals.includes(target.name)) continue
  const { inputs: fed, seconds, found } = await fuzz(target, inputs, seed, minutes)
  const rate = `${(fed / seconds).toFixed(0)}/s`
  process.stdout.write(
    `${found === undefined ? 'ok  ' : 'FAIL'} ${target.name.padEnd(20)} ${fed} inputs, ${rate}\n`,
  )
  if (found === undefined) continue
  process.stdout.write(`${found}\n`)
  process.exitCode = 1
}
