import type { Said } from '../logons/index.ts'
import type { Told } from '../screen/index.ts'

/** What this computer sees of itself and around it; none of it is about a person. */
export interface Surroundings {
  /** It has an address in some network. */
  readonly isLinked: boolean
  /**
   * `other`: something answers in the server's place, as before one has paid or agreed in a hotel. `untimely`: its
   * certificate is not valid at this computer's time.
   */
  readonly server: 'answers' | 'other' | 'untimely' | 'silent'
  readonly isDcInReach: boolean
  readonly isCachingOn: boolean
  /** What this computer's clock says. */
  readonly now: Date
  /** Of this computer's clock, against the server's. undefined: the server did not say. */
  readonly clockOffMs: number | undefined
}

/** Kerberos refuses what is further off (RFC 4120 7.5.1, and AD's default). */
const mostOffMs = 5 * 60_000

/** Pure. What is in the way of everybody here, the most telling first; `nothing-here` when nothing is. */
export function around({
  isLinked,
  server,
  isDcInReach,
  isCachingOn,
  now,
  clockOffMs = 0,
}: Surroundings): readonly Told[] {
  const told: Told[] = []
  if (Math.abs(clockOffMs) > mostOffMs)
    told.push({ cause: 'clock-off', minutes: Math.round(Math.abs(clockOffMs) / 60_000) })
  if (!isLinked) told.push({ cause: 'no-network' })
  else if (server === 'untimely') told.push({ cause: 'clock-odd', now })
  else if (server === 'other') told.push({ cause: 'captive' })
  else if (!isDcInReach) told.push({ cause: server === 'answers' ? 'no-dc' : 'server-away' })
  if (!isDcInReach && !isCachingOn) told.push({ cause: 'caching-off' })
  return told.length === 0 ? [{ cause: 'nothing-here' }] : told
}

/**
 * Pure. What a log-on with her password says about her. Whoever does not know a password that a DC or this computer takes
 * hears no more than the log-on screen says.
 *
 * @param isTakenHere whether this computer alone takes it; asked only where no DC took it.
 */
export function about({ result, refusal }: Said, isTakenHere: boolean): Told {
  if (refusal !== undefined) return { cause: refusal }
  if (result === 'accepted') return { cause: 'works' }
  if (result === 'refused') return { cause: 'refused' }
  if (result === 'no-dc') return { cause: isTakenHere ? 'works-here' : 'wrong-or-newer' }
  return { cause: isTakenHere ? 'old-password' : 'wrong' }
}
