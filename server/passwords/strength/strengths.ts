import { createHmac } from 'node:crypto'
import type { Strength } from '@keyturn/contract'
import { systemRandom, type Log, type Secret } from '#kernel'
import { createThread } from './thread.ts'

export interface Strengths extends AsyncDisposable {
  /**
   * How hard it is to guess for somebody who knows these words. null: it could not be told in time, or too many ask.
   * Never throws.
   */
  estimate(password: Secret, words: readonly string[]): Promise<Strength | null>
  /** Somebody begins to choose: be ready when she has typed. */
  warm(): void
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
/** What was estimated while she typed is not estimated again when she sends it. */
const rememberedMs = 60_000

/** The thread holds some eighty megabytes of words: nobody keeps it who has nothing to ask. */
const idleMs = 5 * 60_000

export interface StrengthsDeps {
  readonly log: Pick<Log, 'warn'>
  readonly idleMs?: number
}

/**
 * In one thread of its own, so that no request waits for somebody else's password. It starts when somebody begins to
 * choose, since loading its words takes a second, ends when nobody has asked for a while, and starts again when it
 * broke.
 */
export function createStrengths({ log, idleMs: restMs = idleMs }: StrengthsDeps): Strengths {
  const waiting = new Map<number, (strength: Strength | null) => void>()
  const remembered = new Map<string, Strength>()
  /** Of this process alone: without it, what is remembered tells nothing of any password. */
  const key = systemRandom(32)
  let last = 0
  const thread = createThread<Asked, Told>(new URL('worker.ts', import.meta.url), restMs, {
    onTold: ({ id, strength }) => waiting.get(id)?.(strength),
    onLost(cause) {
      log.warn({ err: cause }, 'the estimate of strength broke; it starts anew when it is next asked')
      for (const answer of waiting.values()) answer(null)
    },
    isBusy: () => waiting.size > 0,
  })

  function ask(password: string, words: readonly string[]): Promise<Strength | null> {
    const id = ++last
    const { promise, resolve } = Promise.withResolvers<Strength | null>()
    const timer = setTimeout(resolve, waitMs, null)
    waiting.set(id, resolve)
    thread.ask({ id, password, words })
    return promise.finally(() => {
      clearTimeout(timer)
      waiting.delete(id)
    })
  }

  return {
    async estimate(secret, words) {
      const password = secret.reveal()
      const asked = createHmac('sha256', key)
        .update(JSON.stringify([password, words]))
        .digest('base64')
      const known = remembered.get(asked)
      if (known !== undefined) return known
      if (waiting.size >= atOnce) return null
      const strength = await ask(password, words)
      if (strength === null) return null
      remembered.set(asked, strength)
      setTimeout(() => remembered.delete(asked), rememberedMs).unref()
      return strength
    },
    warm: () => thread.wake(),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  }
}
