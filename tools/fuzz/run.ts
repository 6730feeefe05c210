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

/** Feeds so many inputs, the same ones for the same seed, or as many as there is time for. */
export async function fuzz(target: Target, inputs: number, seed: number, minutes?: number): Promise<Fuzzed> {
  const began = performance.now()
  const property = fc.asyncProperty(inputsFor(target), async (input) => {
    const started = process.cpuUsage()
    const result = target.feed(input)
    if (result instanceof Promise) await result
    const { user, system } = process.cpuUsage(started)
    const took = (user + system) / 1000
    if (took > slowestMs) throw new Error(`one input took ${took.toFixed(0)} ms`)
  })
  const limit = minutes === undefined ? {} : { interruptAfterTimeLimit: minutes * 60_000 }
  const { failed, numRuns, counterexample, counterexamplePath, errorInstance } = await withoutStacks(() =>
    fc.check(property, { numRuns: inputs, seed, ...limit }),
  )
  const seconds = (performance.now() - began) / 1000
  if (!failed) return { target: target.name, inputs: numRuns, seconds, found: undefined }
  const [input] = counterexample ?? []
  const bytes = input === undefined ? '' : Buffer.from(input).toString('hex')
  const found = `seed ${seed}, path ${counterexamplePath}, input ${bytes}\n${await reason(target, input, errorInstance)}`
  return { target: target.name, inputs: numRuns, seconds, found }
}

/** Most inputs make a parser throw something and catch it again: nobody reads the stacks of these, and they cost. */
async function withoutStacks<T>(work: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return await work()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Where it is: fed once more, with stacks. */
async function reason(target: Target, input: Uint8Array | undefined, first: unknown): Promise<string> {
  try {
    if (input !== undefined) await target.feed(input)
  } catch (error) {
    if (error instanceof Error) return error.stack ?? error.message
  }
  return first instanceof Error ? first.message : String(first)
}
