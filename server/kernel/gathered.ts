import { createBatches } from './batches.ts'

/** Keys in one question. */
const most = 256

/**
 * One question for all who ask at once: whoever asks while one is under way goes into the next, so nobody's answer is
 * older than her question, and who asks alone does not wait. A question that fails fails for all in it: what one of
 * them asks for must not be able to do that.
 *
 * @param ask answers by key; a key without an answer gets undefined.
 */
export function gathered<Key, Value>(
  ask: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  const batches = createBatches(
    async (keys: readonly Key[]) => {
      const answers = await ask([...new Set(keys)])
      return keys.map((key) => ({ value: answers.get(key) }))
    },
    { size: most, waiting: Infinity, onFull: () => new RangeError() },
  )
  return async (key) => (await batches.add(key)).value
}

/** The same for a question without a key. */
export function shared<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  const batches = createBatches(
    async (asking: readonly undefined[]) => {
      const value = await ask()
      return asking.map(() => ({ value }))
    },
    { size: Infinity, waiting: Infinity, onFull: () => new RangeError() },
  )
  return async () => (await batches.add(undefined)).value
}
