import { createHash } from 'node:crypto'
import { Fault, type Clock, type Random } from '#kernel'
import type { Session, SessionKind, SessionStart } from './state.ts'
import type { SessionStore } from './store.ts'

/**
 * Opaque tokens of 256 bits in `__Host-` cookies (Secure, HttpOnly, SameSite=Strict), stored as their
 * SHA-256. A session of one kind never serves as another.
 */
export interface Sessions {
  /**
   * In one step with the end of the one that has this token, of the same kind: it must not go on working.
   *
   * @throws {Fault} `session.missing`: `continues`, and that one is not there any more.
   */
  start(
    begin: SessionStart,
    insteadOf?: string,
  ): Promise<{ readonly token: string; readonly session: Session }>
  /** @returns undefined for unknown, ended and expired alike. */
  find(kind: SessionKind, token: string): Promise<Session | undefined>
  end(id: string): Promise<void>
  /** Ends every session of that kind that was started for `subject`, except the one with the id `exceptId`. */
  endOf(kind: SessionKind, subject: string, exceptId?: string): Promise<void>
  /** Ends all of that kind, whosever, except the one with the id `exceptId`. */
  endAll(kind: SessionKind, exceptId?: string): Promise<void>
  /** Forgets the expired ones, which `find` no longer finds anyway. */
  sweep(): Promise<void>
}

interface SessionsDeps {
  readonly store: SessionStore
  readonly clock: Clock
  readonly random: Random
}

const tokenBytes = 32
const tokenForm = /^[A-Za-z0-9_-]{43}$/

export function createSessions({ store, clock, random }: SessionsDeps): Sessions {
  return {
    async start({ kind, subject, proved = false, proofs = [], continues = false, ttlSeconds }, before = '') {
      const token = Buffer.from(random(tokenBytes)).toString('base64url')
      const expires = new Date(clock().getTime() + ttlSeconds * 1000)
      const session = { id: idOf(token), kind, subject, proved, proofs, expires }
      const insteadOf = tokenForm.test(before) ? idOf(before) : undefined
      if (await store.insert(session, { insteadOf, continues })) return { token, session }
      throw new Fault('session.missing', 'the session that was to go on has ended')
    },
    async find(kind, token) {
      if (!tokenForm.test(token)) return undefined
      const session = await store.find(idOf(token))
      return session?.kind === kind && session.expires > clock() ? session : undefined
    },
    end: (id) => store.remove(id),
    endOf: (kind, subject, exceptId) => store.removeOf(kind, subject, exceptId),
    endAll: (kind, exceptId) => store.removeAll(kind, exceptId),
    sweep: () => store.removeExpired(clock()),
  }
}

/** A fast hash is enough: the token is random, there is nothing to guess. */
function idOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
