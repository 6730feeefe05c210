/** Whoever came first is served first, `atOnce` at a time. */
export interface Turns {
  /** Runs `task` when it is the first in line. `next`: before all that wait, for the second half of something begun. */
  take<T>(task: () => Promise<T>, where?: 'last' | 'next'): Promise<T>
}

export function createTurns(atOnce = 1): Turns {
  const waiting: (() => Promise<void>)[] = []
  let busy = 0

  async function serve(): Promise<void> {
    if (busy === atOnce) return
    busy++
    for (let turn = waiting.shift(); turn !== undefined; turn = waiting.shift()) await turn()
    busy--
  }

  return {
    take(task, where = 'last') {
      return new Promise((resolve, reject) => {
        const turn = () => task().then(resolve, reject)
        if (where === 'next') waiting.unshift(turn)
        else waiting.push(turn)
        void serve()
      })
    },
  }
}

/** One line of turns for each key, kept only while somebody stands in it. */
export function createTurnsByKey<Key>(): <T>(key: Key, task: () => Promise<T>) => Promise<T> {
  const lines = new Map<Key, { readonly turns: Turns; count: number }>()
  return async (key, task) => {
    const line = lines.get(key) ?? { turns: createTurns(), count: 0 }
    lines.set(key, line)
    line.count++
    try {
      return await line.turns.take(task)
    } finally {
      if (--line.count === 0) lines.delete(key)
    }
  }
}
