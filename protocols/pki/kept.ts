/** A bounded memory of what was read from elsewhere. */
export interface Kept<T> {
  /**
   * What is known by that name and still counts at `now`, else what `read` gives; undefined if it fails. Who asks
   * meanwhile waits for the same reading.
   */
  get(name: string, now: Date, read: () => Promise<Held<T> | undefined>): Promise<T | undefined>
}

export interface Held<T> {
  readonly value: T
  readonly until: Date
}

export interface KeptOptions {
  /** Forgets what it has known the longest. */
  readonly most: number
  /** If reading fails, what was known before is given for so long without another try: its user looks at its dates. */
  readonly oldForMs: number
}

export function createKept<T>({ most, oldForMs }: KeptOptions): Kept<T> {
  const known = new Map<string, Held<T>>()
  const underWay = new Map<string, Promise<Held<T> | undefined>>()

  function keep(name: string, held: Held<T>): Held<T> {
    known.delete(name)
    known.set(name, held)
    for (const oldest of known.keys()) {
      if (known.size <= most) break
      known.delete(oldest)
    }
    return held
  }

  async function renew(
    name: string,
    now: Date,
    read: () => Promise<Held<T> | undefined>,
  ): Promise<Held<T> | undefined> {
    const fresh = await read().catch(() => undefined)
    if (fresh !== undefined) return keep(name, fresh)
    const old = known.get(name)
    if (old === undefined || oldForMs === 0) return undefined
    return keep(name, { value: old.value, until: new Date(now.getTime() + oldForMs) })
  }

  return {
    async get(name, now, read) {
      const held = known.get(name)
      if (held !== undefined && now < held.until) return held.value
      const before = underWay.get(name)
      const reading = before ?? renew(name, now, read).finally(() => underWay.delete(name))
      if (before === undefined) underWay.set(name, reading)
      return (await reading)?.value
    },
  }
}
