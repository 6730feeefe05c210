/** Remembers what `read` gave for some seconds, for each key. Failures are not remembered. */
export function briefly<Key, Value>(
  ms: number,
  read: (key: Key) => Promise<Value>,
): (key: Key) => Promise<Value> {
  const kept = new Map<Key, Promise<Value>>()
  return (key) => {
    const before = kept.get(key)
    if (before !== undefined) return before
    const value = read(key)
    kept.set(key, value)
    // Timers and not the time of day: clocks are set.
    value.then(
      () => setTimeout(() => kept.delete(key), ms).unref(),
      () => kept.delete(key),
    )
    return value
  }
}
