import type { NotRefreshedWhy, PathAttempt, RefreshPath } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Kerberos } from './kerberos/index.ts'
import { whyNotChanged, type AccountName, type Logons } from './logons/index.ts'
import { pause } from './system/pause.ts'
import type { Reach } from './reach/index.ts'
import type { LedNowhere } from './screen/index.ts'
import { closeQuietly } from './tunnels.ts'
import type { Tunnel } from './vpn/index.ts'

export interface RefreshDeps {
  readonly logons: Pick<
    Logons,
    'isCachingOn' | 'connect' | 'disconnect' | 'logon' | 'prove' | 'changeLocally'
  >
  readonly reach: Reach
  /** Opens the VPN for this refresh; undefined: this computer has none configured. */
  readonly open: ((signal: AbortSignal) => Promise<Tunnel | undefined>) | undefined
  /** We are in a tunnel already, which others opened and will close. */
  readonly isInTunnel: boolean
  /** Asks a KDC by HTTPS; undefined: this computer may not. */
  readonly kerberos: Pick<Kerberos, 'logOn'> | undefined
  /** Hears what is being tried, for the person who waits. */
  readonly onTry: (what: RefreshPath | 'proof') => void
  /** Hears why a path led nowhere, before the next is tried, and where the outcome has another reason. */
  readonly onLedNowhere: (attempt: LedNowhere) => void
  /** What led nowhere before it came to this refresh: told with its attempts. */
  readonly before: readonly PathAttempt[]
  /** Waits between tries while the DC does not know the password yet. Default: 5 and 15 seconds. */
  readonly retryAfterMs?: readonly number[]
}

export type Refreshed =
  | { readonly refreshed: true; readonly path: RefreshPath; readonly attempts: PathAttempt[] }
  | {
      readonly refreshed: false
      readonly why: NotRefreshedWhy
      readonly tried: RefreshPath[]
      readonly attempts: PathAttempt[]
    }

export interface RefreshedPerson {
  readonly account: Sid
  readonly name: AccountName
  /** Of the new password, as the server signed it. */
  readonly passwordLastSet: Date
}

/**
 * What one path came to. `logged-on`: a DC took the password, and the cache has heard of it. `proved`: the same, and the
 * cache was seen to take it.
 */
type Come = 'logged-on' | 'proved' | NotRefreshedWhy

/** Replication between sites may take minutes; nobody waits that long at a log-on screen, and each try counts. */
const usualRetryAfterMs = [5_000, 15_000]
/** A route and a name server need a moment after the tunnel is up. */
const reachMs = 15_000

type Nowhere = LedNowhere['why']
const nowhere: readonly Nowhere[] = ['no-way-to-dc', 'vpn-did-not-open', 'vpn-without-dc']

/** After these a path that is left may still lead to a DC; after all others a DC has spoken, or nobody waits. */
const leadOn: Readonly<Partial<Record<RefreshPath, ReadonlySet<PathAttempt['came']>>>> = {
  vpn: new Set(['no-way-to-dc']),
  'kdc-proxy': new Set(nowhere),
}

/**
 * Brings a cached log-on to the new password by a real log-on, then proves it with every DC out of the question. Paths
 * in order: a DC in reach; the VPN, which is closed before the proof whatever happened; Keyturn's KDC proxy. In a tunnel
 * that is open already the first is left out, and the proof has to do without a closed one: it asks the cache alone.
 *
 * To be called only with what `checkStatement` let pass.
 */
export async function refresh(
  who: RefreshedPerson,
  password: Buffer,
  deps: RefreshDeps,
  signal: AbortSignal,
): Promise<Refreshed> {
  const tried: RefreshPath[] = []
  const attempts: PathAttempt[] = [...deps.before]
  const failed = (why: NotRefreshedWhy) => {
    return { refreshed: false, why: signal.aborted ? 'interrupted' : why, tried, attempts } as const
  }
  if (!(await deps.logons.isCachingOn())) return failed('caching-off')
  let why: NotRefreshedWhy = 'no-way-to-dc'
  let past: LedNowhere | undefined
  for (const [path, attempt] of pathsOf(deps)) {
    if (signal.aborted) break
    if (tried.length > 0 && leadOn[path]?.has(why) !== true) continue
    if (past !== undefined) deps.onLedNowhere(past)
    tried.push(path)
    deps.onTry(path)
    const came = await withProof(attempt, who, password, deps, signal)
    attempts.push({ path, came: came !== 'done' && signal.aborted ? 'interrupted' : came })
    if (came === 'done') return { refreshed: true, path, attempts }
    past = isNowhere(came) ? { path, why: came } : undefined
    // What was in the way of the usual paths is what can be put right.
    if (path !== 'kdc-proxy' || came !== 'no-way-to-dc') why = came
  }
  if (past !== undefined && past.why !== why && !signal.aborted) deps.onLedNowhere(past)
  return failed(why)
}

/** @returns `done` when this password was seen to be what the cache takes. */
async function withProof(
  attempt: Attempt,
  ...[who, password, deps, signal]: Parameters<Attempt>
): Promise<PathAttempt['came']> {
  const come = await attempt(who, password, deps, signal)
  if (come === 'proved') return 'done'
  if (come !== 'logged-on') return come
  if (signal.aborted) return 'interrupted'
  deps.onTry('proof')
  return (await deps.logons.prove(who.name, password, signal)) ? 'done' : 'proof-failed'
}

function isNowhere(came: NotRefreshedWhy): came is Nowhere {
  return (nowhere as readonly NotRefreshedWhy[]).includes(came)
}

function pathsOf({ isInTunnel, open, kerberos }: RefreshDeps): readonly (readonly [RefreshPath, Attempt])[] {
  const paths: (readonly [RefreshPath, Attempt])[] = [isInTunnel ? ['vpn', inTunnel] : ['direct', direct]]
  if (!isInTunnel && open !== undefined) paths.push(['vpn', throughVpn])
  if (kerberos !== undefined) paths.push(['kdc-proxy', throughProxy])
  return paths
}

type Attempt = (
  who: RefreshedPerson,
  password: Buffer,
  deps: RefreshDeps,
  signal: AbortSignal,
) => Promise<Come>

const direct: Attempt = async (who, password, deps, signal) => {
  const dc = await deps.reach.dc(signal)
  return dc === undefined ? 'no-way-to-dc' : logOn(who, password, deps, signal)
}

const throughVpn: Attempt = async (who, password, deps, signal) => {
  const tunnel = await deps.open?.(signal)
  if (tunnel === undefined) return 'vpn-did-not-open'
  await using open = new AsyncDisposableStack()
  open.use(tunnel)
  const come = await inTunnel(who, password, deps, AbortSignal.any([signal, tunnel.lost]))
  // After a log-on there is nothing under way, and the proof asks the cache alone.
  if (come !== 'logged-on') await closeQuietly(open, deps.logons)
  return come
}

const inTunnel: Attempt = async (who, password, deps, signal) => {
  if (!(await isDcInReach(deps.reach, signal))) return 'vpn-without-dc'
  const come = await logOn(who, password, deps, signal)
  return come === 'no-way-to-dc' ? 'vpn-without-dc' : come
}

/** A KDC of the domain said yes to this password for her: then the cache may have it, which hears of no log-on by itself. */
const throughProxy: Attempt = async (who, password, deps, signal) => {
  const { kerberos, logons } = deps
  const ask = async () =>
    kerberos === undefined ? 'no-kdc' : kerberos.logOn(who.name.name, password, signal)
  const answer = await asking(ask, deps, signal)
  if (answer !== 'accepted') return kerberosCame[answer]
  if (signal.aborted) return 'interrupted'
  deps.onTry('proof')
  const changed = await logons.changeLocally(who.account, password, signal, who.passwordLastSet)
  return changed === 'changed' ? 'proved' : whyNotChanged[changed]
}

const kerberosCame = {
  'wrong-password': 'dc-does-not-have-it-yet',
  refused: 'logon-refused',
  'not-proved': 'kdc-not-proved',
  'clock-off': 'clock-off',
  'no-kdc': 'no-way-to-dc',
} as const

/** What was found before a tunnel was opened: none is where a DC is in reach without it. */
export const outside = { path: 'direct', came: 'no-way-to-dc' } as const satisfies PathAttempt

/** A tunnel that is up may need a moment until a DC answers through it. */
export async function isDcInReach(reach: Reach, signal: AbortSignal): Promise<boolean> {
  const end = performance.now() + reachMs
  while (performance.now() < end && !signal.aborted) {
    if ((await reach.dc(signal)) !== undefined) return true
    await pause(500, signal)
  }
  return false
}

const logOn: Attempt = async ({ name }, password, deps, signal) => {
  const { logons } = deps
  const ask = async () =>
    (await logons.connect(signal)) === undefined ? 'no-dc' : logons.logon(name, password, signal)
  return logonCame[await asking(ask, deps, signal)]
}

const logonCame = {
  accepted: 'logged-on',
  'wrong-password': 'dc-does-not-have-it-yet',
  refused: 'logon-refused',
  'no-dc': 'no-way-to-dc',
} as const

/** The directory took this password a moment ago: a DC that calls it wrong has yet to hear of it. */
async function asking<Answer extends string>(
  ask: () => Promise<Answer>,
  { retryAfterMs = usualRetryAfterMs }: RefreshDeps,
  signal: AbortSignal,
): Promise<Answer> {
  for (const waitMs of retryAfterMs) {
    const answer = await ask()
    if (answer !== 'wrong-password' || signal.aborted) return answer
    await pause(waitMs, signal)
  }
  return ask()
}
