import type { NotRefreshedWhy } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Kept, Unproved } from './kept.ts'
import type { LocalChange, Logons } from './logons.ts'

/** One cached log-on, as the cache's own file has it. */
export interface CachedVerifier {
  /** For `write` and `putBack`; whoever reads it can try passwords on it. */
  readonly verifier: string
  /** A mark that moves when a DC tells this computer of another password. null: no DC has said anything. */
  readonly dcSaid: string | null
}

/** The file in which a cache keeps what it checks passwords against. Nothing here makes an entry. */
export interface Verifiers {
  read(account: Sid): Promise<CachedVerifier | 'not-cached' | 'unknown-format'>
  /** Whether a verifier is that of this password. */
  takes(verifier: string, password: Buffer): Promise<boolean>
  /** Writes that of the password, if the entry still has `old`. @returns whether the file has it. */
  write(account: Sid, old: string, password: Buffer): Promise<boolean>
  /** Writes an earlier one, if there still is an entry. @throws if there is, and it did not get it. */
  putBack(account: Sid, old: string): Promise<void>
}

export interface LocalChangeDeps {
  readonly verifiers: Verifiers
  readonly kept: Kept
  readonly logons: Pick<Logons, 'nameOf' | 'prove'>
}

/** What the person and the server are told. */
export const whyNotChanged: Readonly<Record<Exclude<LocalChange, 'changed'>, NotRefreshedWhy>> = {
  'not-cached': 'not-cached-here',
  'unknown-format': 'cache-not-understood',
  'proof-failed': 'proof-failed',
}

/**
 * Changing a cached log-on without a DC, the same for every cache:
 *
 *     read ─▶ keep the old one on disk ─▶ write ─▶ prove ─▶ note ─▶ forget the old one
 *                                           └─ anything but a proof ─▶ put back ─▶ forget the old one
 *
 * Killed after `keep`, the next start puts it back. A log-on that a DC answered meanwhile is newer than both, and stays.
 */
export function createLocalChange(deps: LocalChangeDeps): Pick<Logons, 'changeLocally' | 'putBackUnproved'> {
  const { kept } = deps
  let last: Promise<unknown> = Promise.resolve()

  /** Of two at once, the second would take the first one's verifier for the old one. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }

  return {
    changeLocally: (account, password, signal, takes = null) =>
      inTurn(() => change({ account, password, takes }, deps, signal)),
    putBackUnproved: () =>
      inTurn(async () => {
        for (const { account, ...old } of await kept.unproved()) {
          await putBack(account, old, deps.verifiers)
          await kept.drop(account)
        }
      }),
  }
}

interface Wanted {
  readonly account: Sid
  readonly password: Buffer
  /** Its `pwdLastSet`; null: not known. */
  readonly takes: Date | null
}

async function change(
  { account, password, takes }: Wanted,
  { verifiers, kept, logons }: LocalChangeDeps,
  signal: AbortSignal,
): Promise<LocalChange> {
  const old = await verifiers.read(account)
  if (typeof old === 'string') return old
  const name = await logons.nameOf(account)
  // Nothing is written that cannot be proved: the daemon is away, or nobody waits any more.
  if (name === undefined || signal.aborted) return 'proof-failed'
  await kept.keep(account, old)
  let isDone = false
  try {
    const isThere = await verifiers.takes(old.verifier, password)
    const isWritten = isThere || (await verifiers.write(account, old.verifier, password))
    const isProved = isWritten && (await logons.prove(name, password, signal))
    if (isProved && (await hasNewOne(account, password, verifiers))) {
      // What a DC said of a password that is there already stays, but an age that nobody knew.
      const isNews = !isThere || (takes !== null && (await kept.localOf(account, old.dcSaid)) !== undefined)
      if (isNews) await kept.noteLocal(account, { dcSaid: old.dcSaid, takes })
      isDone = true
    }
  } finally {
    if (!isDone) await putBack(account, old, verifiers)
    await kept.drop(account)
  }
  return isDone ? 'changed' : 'proof-failed'
}

/** A verifier of the new password is none of the old one: that was seen to be another. */
async function hasNewOne(account: Sid, password: Buffer, verifiers: Verifiers): Promise<boolean> {
  const now = await verifiers.read(account)
  return typeof now !== 'string' && verifiers.takes(now.verifier, password)
}

async function putBack(account: Sid, old: Unproved, verifiers: Verifiers): Promise<void> {
  const now = await verifiers.read(account)
  if (now === 'unknown-format') throw new Error(`the cached log-on of ${account} is not understood any more`)
  if (now === 'not-cached' || now.dcSaid !== old.dcSaid) return
  await verifiers.putBack(account, old.verifier)
}
