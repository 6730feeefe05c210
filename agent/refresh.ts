import type { NotRefreshedWhy, RefreshPath } from '@keyturn/contract'
import type { AccountName, Logons } from './logons/index.ts'
import { pause } from './system/pause.ts'
import type { Reach } from './reach/index.ts'
import type { Tunnel } from './vpn/index.ts'

export interface RefreshDeps {
  readonly logons: Pick<Logons, 'isCachingOn' | 'connect' | 'logon' | 'prove'>
  readonly reach: Reach
  /** Opens the VPN for this refresh; undefined: this computer has none configured. */
  readonly open: ((signal: AbortSignal) => Promise<Tunnel | undefined>) | undefined
  /** We are in a tunnel already, which others opened and will close. */
  readonly isInTunnel: boolean
  /** Hears what is being tried, for the person who waits. */
  readonly onTry: (what: RefreshPath | 'proof') => void
  /** Waits between tries while the DC does not know the password yet. Default: 5 and 15 seconds. */
  readonly retryAfterMs?: readonly number[]
}

export type Refreshed =
  | { readonly refreshed: true; readonly path: RefreshPath }
  | { readonly refreshed: false; readonly why: NotRefreshedWhy; readonly tried: RefreshPath[] }

/** What one path came to; undefined: a DC took the password. */
type Failure = NotRefreshedWhy | undefined

/** Replication between sites may take minutes; nobody waits that long at a log-on screen, and each try counts. */
const usualRetryAfterMs = [5_000, 15_000]
/** A route and a name server need a moment after the tunnel is up. */
const reachMs = 15_000

/**
 * Brings a cached log-on to the new password by a real log-on, then proves it with every DC out of the question. Paths
 * in order: a DC in reach, else the VPN, which is closed before the proof whatever happened. In a tunnel that is open
 * already there is one path, and the proof has to do without a closed one: it asks the cache alone.
 *
 * To be called only with what `checkStatement` let pass.
 */
export async function refresh(
  account: AccountName,
  password: Buffer,
  deps: RefreshDeps,
  signal: AbortSignal,
): Promise<Refreshed> {
  const tried: RefreshPath[] = []
  const failed = (why: NotRefreshedWhy) => {
    return { refreshed: false, why: signal.aborted ? 'interrupted' : why, tried } as const
  }
  if (!(await deps.logons.isCachingOn())) return failed('caching-off')
  let failure: Failure = 'no-way-to-dc'
  for (const [path, attempt] of pathsOf(deps)) {
    if (signal.aborted || failure !== 'no-way-to-dc') break
    tried.push(path)
    deps.onTry(path)
    failure = await attempt(account, password, deps, signal)
  }
  const path = tried.at(-1)
  if (failure !== undefined || path === undefined || signal.aborted) return failed(failure ?? 'interrupted')
  deps.onTry('proof')
  const proved = await deps.logons.prove(account, password, signal)
  return proved ? { refreshed: true, path } : failed('proof-failed')
}

function pathsOf({ isInTunnel, open }: RefreshDeps): readonly (readonly [RefreshPath, Attempt])[] {
  if (isInTunnel) return [['vpn', inTunnel]]
  return open === undefined
    ? [['direct', direct]]
    : [
        ['direct', direct],
        ['vpn', throughVpn],
      ]
}

type Attempt = (a: AccountName, password: Buffer, deps: RefreshDeps, signal: AbortSignal) => Promise<Failure>

const direct: Attempt = async (account, password, deps, signal) => {
  const dc = await deps.reach.dc(signal)
  return dc === undefined ? 'no-way-to-dc' : logOn(account, password, deps, signal)
}

const throughVpn: Attempt = async (account, password, deps, signal) => {
  const tunnel = await deps.open?.(signal)
  if (tunnel === undefined) return 'vpn-did-not-open'
  await using open = tunnel
  // Awaited here: the tunnel is closed when this function returns.
  return await inTunnel(account, password, deps, AbortSignal.any([signal, open.lost]))
}

const inTunnel: Attempt = async (account, password, deps, signal) => {
  if (!(await isDcInReach(deps.reach, signal))) return 'vpn-without-dc'
  const failure = await logOn(account, password, deps, signal)
  return failure === 'no-way-to-dc' ? 'vpn-without-dc' : failure
}

async function isDcInReach(reach: Reach, signal: AbortSignal): Promise<boolean> {
  const end = performance.now() + reachMs
  while (performance.now() < end && !signal.aborted) {
    if ((await reach.dc(signal)) !== undefined) return true
    await pause(500, signal)
  }
  return false
}

const logOn: Attempt = async (account, password, deps, signal) => {
  const { logons, retryAfterMs = usualRetryAfterMs } = deps
  for (const waitMs of [...retryAfterMs, undefined]) {
    if ((await logons.connect(signal)) === undefined) return 'no-way-to-dc'
    const result = await logons.logon(account, password, signal)
    if (result === 'accepted') return undefined
    if (result === 'no-dc' || signal.aborted) return 'no-way-to-dc'
    if (result === 'refused') return 'logon-refused'
    // The directory took this password a moment ago, so this DC has yet to hear of it.
    if (waitMs !== undefined) await pause(waitMs, signal)
  }
  return 'dc-does-not-have-it-yet'
}
