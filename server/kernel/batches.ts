import { setImmediate } from 'node:timers/promises'

/** Many callers, one write at a time: whoever comes while one is under way goes into the next together. */
export interface Batches<In, Out> {
  /** Resolves or rejects as the write that carried the item did. */
  add(item: In): Promise<Out>
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>
}

export interface BatchLimits {
  /** Items in one write. */
  readonly size: number
  /** Items that may wait; `onFull` is thrown at the next. */
  readonly waiting: number
  readonly onFull: () => Error
}

interface Waiting<In, Out> extends PromiseWithResolvers<Out> {
  readonly item: In
}

/** @param write gives one result for each item, in their order. */
export function createBatches<In, Out>(
  write: (items: readonly In[]) => Promise<readonly Out[]>,
  limits: BatchLimits,
): Batches<In, Out> {
  const waiting: Waiting<In, Out>[] = []
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    // What the same turn of the event loop still adds shares the first write: the busier, the more.
    await setImmediate()
    while (waiting.length > 0) await settle(waiting.splice(0, limits.size))
    working = undefined
  }

  async function settle(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await write(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, i) => {
        const result = results[i]
        if (result === undefined) reject(new Error('a write gave too few results'))
        else resolve(result)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return {
    async add(item) {
      if (waiting.length >= limits.waiting) throw limits.onFull()
      const one = { item, ...Promise.withResolvers<Out>() }
      waiting.push(one)
      working ??= work()
      return await one.promise
    },
    async idle() {
      await working
    },
  }
}
