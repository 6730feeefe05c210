import fc from 'fast-check'
import { inputsFor } from './inputs.ts'
import type { Target } from './target.ts'

export interface Fuzzed {
  readonly target: string
  readonly inputs: number
  readonly seconds: number
  /** undefined: nothing was found. Names seed, path and the smallest input, in hex, that shows it. */
  readonly found: string | undefined
}

/** Nobody may be kept busy for longer by one input: in time of the processor, which others may have meanwhile. */
const slowestMs = 2_000

/** Feeds so many inputs, the same ones for the same seed. */
export async function fuzz(target: Target, inputs: number, seed: number): Promise<Fuzzed> {
  const began = performance.now()
  const property = fc.asyncProperty(inputsFor(target), async (input) => {
    const started = process.cpuUsage()
    const result = target.feed(input)
    if (result instanceof Promise) await result
    const { user, system } = process.cpuUsage(started)
    const took = (user + system) / 1000
    if (took > slowestMs) throw new Error(`one input took ${took.toFixed(0)} ms`)
  })
  const { failed, numRuns, counterexample, counterexamplePath, errorInstance } = await fc.check(property, {
    numRuns: inputs,
    seed,
  })
  const seconds = (performance.now() - began) / 1000
  if (!failed) return { target: target.name, inputs: numRuns, seconds, found: undefined }
  const [input] = counterexample ?? []
  const bytes = input === undefined ? '' : Buffer.from(input).toString('hex')
  const why =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance)
  const found = `seed ${seed}, path ${counterexamplePath}, input ${bytes}\n${why}`
  return { target: target.name, inputs: numRuns, seconds, found }
}
