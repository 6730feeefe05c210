import { Worker } from 'node:worker_threads'
import type { Strength } from '@keyturn/contract'
import type { Log, Secret } from '#kernel'

export interface Strengths extends AsyncDisposable {
  /**
   * How hard it is to guess for somebody who knows these words. null: it could not be told in time, or too many ask.
   * Never throws.
   */
  estimate(password: Secret, words: readonly string[]): Promise<Strength | null>
}

export interface Asked {
  readonly id: number
  readonly password: string
  readonly words: readonly string[]
}
export interface Told {
  readonly id: number
  readonly strength: Strength
}

/** An estimate takes some 30 ms: more than these would come too late for whoever types. */
const atOnce = 64
const waitMs = 4_000

/**
 * In one thread of its own, so that no request waits for somebody else's password. It starts when it is first asked,
 * and again when it broke.
 */
export function createStrengths({ log }: { readonly log: Pick<Log, 'warn'> }): Strengths {
  const waiting = new Map<number, (strength: Strength | null) => void>()
  let worker: Worker | undefined
  let last = 0

  function start(): Worker {
    const started = new Worker(new URL('worker.ts', import.meta.url))
    const lost = (cause: unknown) => {
      if (worker !== started) return
      worker = undefined
      log.warn({ err: cause }, 'the estimate of strength broke; it starts anew when it is next asked')
      for (const answer of waiting.values()) answer(null)
    }
    started.on('message', ({ id, strength }: Told) => waiting.get(id)?.(strength))
    started.on('error', lost)
    started.on('exit', lost)
    started.unref()
    return started
  }

  return {
    estimate(password, words) {
      if (waiting.size >= atOnce) return Promise.resolve(null)
      worker ??= start()
      const id = ++last
      const { promise, resolve } = Promise.withResolvers<Strength | null>()
      const timer = setTimeout(resolve, waitMs, null)
      waiting.set(id, resolve)
      worker.postMessage({ id, password: password.reveal(), words } satisfies Asked)
      return promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(id)
      })
    },
    async [Symbol.asyncDispose]() {
      const ending = worker
      worker = undefined
      await ending?.terminate()
    },
  }
}
