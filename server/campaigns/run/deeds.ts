import type { BulkWay, Look } from '#directory'
import { foundOf, type Enforcement, type PasswordMark } from '../state.ts'
import type { Claimed, Settled } from '../claims/claims.ts'

type Event = Settled['event']

interface Since {
  /** A password that is older is not to be trusted. */
  readonly t0: Date
}

/** What is done to an account, and how it is told by reading whether it was. Pure. */
export interface Deed {
  way(one: Claimed): BulkWay
  /** What a look tells before anything is sent. undefined: it is to be sent. */
  before(one: Claimed, look: Look | undefined): Event | undefined
  /** What a look at the same DC tells afterwards. undefined: nothing of it is there. */
  after(one: Claimed, before: PasswordMark, now: Look | undefined): Event | undefined
  /** For what was not sent, and what was and left no trace when no answer can come any more. */
  readonly undone: Event
}

const gone: Event = { type: 'failed', why: 'gone' }

export function markOf({ pwdLastSet, keyVersion }: Look): PasswordMark {
  return { pwdLastSet, keyVersion }
}

/** What the plan has for each. */
export function plannedWrite({ t0 }: Since): Deed {
  return {
    way: ({ way }) => way,
    before({ way }, look) {
      if (look === undefined) return gone
      const { pwdLastSet } = look
      if (pwdLastSet !== null && pwdLastSet >= t0) return { type: 'found-changed' }
      if (look.isProtected) return { type: 'failed', why: 'protected' }
      // Somebody has asked for a new password already, and nobody could tell a second time from the first.
      return way === 'must-change' && pwdLastSet === null ? { type: 'found-written' } : undefined
    },
    after({ way }, before, look) {
      switch (foundOf(way, before, { now: look && markOf(look), t0 })) {
        case 'gone':
          return gone
        case 'written':
          return { type: 'found-written' }
        case 'changed':
          return { type: 'found-changed' }
        case 'unwritten':
          return undefined
      }
    },
    undone: { type: 'found-unwritten' },
  }
}

/**
 * What comes at the deadline.
 *
 * @param isBackElsewhere she has a password of her own on another DC, of which this one may not have heard.
 */
export function enforcement(
  { t0 }: Since,
  how: Enforcement,
  isBackElsewhere: (one: Claimed) => boolean = () => false,
): Deed {
  return {
    way: () => (how === 'disabled' ? 'disable' : 'random-reset'),
    before(one, look) {
      if (look === undefined) return gone
      if (isBackElsewhere(one)) return { type: 'found-back' }
      if (look.isProtected) return { type: 'failed', why: 'protected' }
      // Somebody was faster.
      return how === 'disabled' && look.isDisabled ? { type: 'enforced', how } : undefined
    },
    after(_, before, look) {
      if (look === undefined) return gone
      if (how === 'disabled') return look.isDisabled ? { type: 'enforced', how } : undefined
      const found = foundOf('random-reset', before, { now: markOf(look), t0 })
      return found === 'written' ? { type: 'enforced', how } : undefined
    },
    undone: { type: 'found-unenforced' },
  }
}
