import type { RefreshPath } from '@keyturn/contract'
import { parseStatement } from '@keyturn/protocols/refresh'
import type { Config } from './config.ts'
import { createDeadline } from './system/deadline.ts'
import { awaitEnd, startLaunch, type Ended } from './api/launch.ts'
import type { LaunchBook } from './state/launch-book.ts'
import type { Logons } from './logons/index.ts'
import type { Reach } from './reach/index.ts'
import type { Kerberos } from './kerberos/index.ts'
import { outside, refresh } from './refresh.ts'
import type { Tried } from './resources/index.ts'
import { report } from './api/reports.ts'
import type { LedNowhere, Message, Screen } from './screen/index.ts'
import type { ServerApi } from './api/server-api.ts'
import { checkStatement, type Checked, type OpenLaunch } from './statement-check.ts'
import { openFull, type FullTunnel } from './full-vpn.ts'
import type { Tunnels } from './tunnels.ts'

/** A launch that is under way here, as far as the person has to do with it. */
export interface Underway {
  readonly id: string
  /** The portal's page for it. */
  readonly portal: string
}

/** undefined: this computer has no log-on to bring up to date. */
export type Lead = (launch: Underway | undefined) => Promise<boolean>

export interface AgentDeps {
  readonly config: Pick<Config, 'device' | 'serverKey'>
  readonly api: ServerApi
  readonly book: LaunchBook
  readonly logons: Logons
  readonly reach: Reach
  readonly tunnels: Tunnels | undefined
  readonly kerberos: Kerberos | undefined
  readonly screen: Screen
  /**
   * Leads the person through the reset at this computer. undefined: she is shown where the portal is.
   *
   * @returns whether the launch is to be waited for: not where it is known that the directory has no new password.
   */
  readonly lead?: Lead
  /** What she will want next, tried at the end where the office network is in reach. */
  readonly tryResources?: (signal: AbortSignal) => Promise<readonly Tried[]>
}

/** From the fetched password to its proof, tunnel included. */
const refreshMs = 150_000
const reportMs = 60_000
const resourcesMs = 10_000

/**
 * One reset at this computer: a launch, the wait for its statement, the refresh, the report. Where the VPN's mode is
 * `full`, all of it happens in a tunnel that is closed at the end, whatever happened.
 *
 * @returns whether somebody's cached log-on was refreshed, with proof.
 */
export async function reset(deps: AgentDeps, stop: AbortSignal): Promise<boolean> {
  const { api, logons, screen, tunnels, lead } = deps
  await using opened = new AsyncDisposableStack()
  const open = async (launch: string | null) => {
    const tunnel = await openFull(launch, deps, stop)
    if (tunnel !== 'shut') opened.use(tunnel)
    return tunnel
  }
  const needsLaunch = tunnels?.needsLaunch === true
  const cached = await logons.cached()
  if (cached.length === 0) {
    screen.show({ what: (await logons.isCachingOn()) ? 'nobody-cached' : 'caching-off' })
    if (lead !== undefined && (needsLaunch || (await open(null)) !== 'shut')) await lead(undefined)
    return false
  }
  const accounts = cached.map(({ account }) => account)
  let full = needsLaunch ? undefined : await open(null)
  if (full === 'shut') return false
  const launch = await startLaunch(accounts, api, screen, within(stop, full))
  if (needsLaunch) full = await open(launch.id)
  if (full === 'shut') return false
  const isRefreshed = await atLaunch(launch, { ...deps, isInTunnel: full !== undefined }, within(stop, full))
  if (full?.over.aborted === true && !stop.aborted) screen.show({ what: 'tunnel', state: 'lost' })
  return isRefreshed
}

function within(stop: AbortSignal, full: FullTunnel | undefined): AbortSignal {
  return full === undefined ? stop : AbortSignal.any([stop, full.over])
}

interface LaunchDeps extends AgentDeps {
  readonly isInTunnel: boolean
}

async function atLaunch(
  launch: Awaited<ReturnType<typeof startLaunch>>,
  deps: LaunchDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const { api, screen } = deps
  const end = await waitFor(launch, deps, signal)
  if (end === undefined) return false
  if (end.state === 'ended') {
    screen.show({ what: 'ended', why: end.why })
    return false
  }
  const outcome = await obey(end, launch, deps, signal)
  screen.show(outcome)
  // Also after an interruption: what became of it is told now if that is possible at all.
  const known = await report(deps.book, api, null, AbortSignal.timeout(signal.aborted ? 5_000 : reportMs))
  if (!known) screen.show({ what: 'not-reported' })
  if (outcome.what === 'refreshed' && outcome.inReach) {
    await showResources(launch.id, deps, signal)
  }
  return outcome.what === 'refreshed'
}

/** Here, and at the portal's page of this launch; that she is not told there is no harm. */
async function showResources(
  launch: string,
  { api, screen, tryResources }: AgentDeps,
  signal: AbortSignal,
): Promise<void> {
  const resources = [...((await tryResources?.(signal)) ?? [])]
  for (const one of resources) screen.show({ what: 'resource', ...one })
  if (resources.length === 0) return
  const within = AbortSignal.any([signal, AbortSignal.timeout(resourcesMs)])
  await api.call('device.resources', { body: { launch, resources }, signal: within }).catch(() => undefined)
}

/** While the person chooses her password, here or elsewhere. */
async function waitFor(
  launch: Awaited<ReturnType<typeof startLaunch>>,
  { api, screen, lead }: AgentDeps,
  signal: AbortSignal,
): Promise<Ended | undefined> {
  if (lead === undefined) {
    screen.show({ what: 'go-to', portal: launch.portal, until: launch.expires })
    return awaitEnd(launch, api, screen, signal)
  }
  const left = new AbortController()
  const ending = awaitEnd(launch, api, screen, AbortSignal.any([signal, left.signal]))
  try {
    if (!(await lead(launch))) left.abort()
  } catch (error) {
    left.abort()
    await ending
    throw error
  }
  return ending
}

type Outcome =
  | (Extract<Message, { what: 'refreshed' }> & {
      /** The office network is, still; a tunnel for the refresh alone is closed by now. */
      readonly inReach: boolean
    })
  | Extract<Message, { what: 'not-refreshed' }>

async function obey(
  offer: Extract<Ended, { state: 'done' }>,
  launch: OpenLaunch,
  deps: LaunchDeps,
  stop: AbortSignal,
): Promise<Outcome> {
  const checked = await check(offer, launch, deps)
  if (!checked.ok) {
    await noteRefusal(offer, launch, deps.book)
    return { what: 'not-refreshed', why: 'statement-refused', detail: checked.why }
  }
  const { name, password, statement } = checked
  deps.screen.show({ what: 'password-arrived', name: name.name })
  const begun = performance.now()
  using deadline = createDeadline(refreshMs)
  try {
    const onTry = (path: RefreshPath | 'proof') => {
      // In a tunnel that is open already, a DC is all that is looked for.
      const shown = path === 'vpn' && deps.isInTunnel ? 'direct' : path
      deps.screen.show({ what: 'trying', path: shown })
    }
    const onLedNowhere = (past: LedNowhere) => deps.screen.show({ what: 'led-nowhere', ...past })
    const signal = AbortSignal.any([stop, deadline.signal])
    const { tunnels } = deps
    const open = tunnels && ((within: AbortSignal) => tunnels.open(launch.id, within))
    const done = await refresh(
      { account: statement.account, name, passwordLastSet: statement.pwdLastSet },
      password,
      { ...deps, open, onTry, onLedNowhere, before: deps.isInTunnel ? [outside] : [] },
      signal,
    )
    const tookMs = Math.round(performance.now() - begun)
    const outcome = done.refreshed ? { ...done, tookMs } : done
    await deps.book.settle({ launch: launch.id, account: statement.account, outcome })
    return done.refreshed
      ? { what: 'refreshed', name: name.name, inReach: done.path === 'direct' || deps.isInTunnel }
      : { what: 'not-refreshed', why: done.why, detail: null }
  } finally {
    password.fill(0)
  }
}

function check(
  offer: Extract<Ended, { state: 'done' }>,
  launch: OpenLaunch,
  { config, logons, book }: AgentDeps,
): Promise<Checked> {
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  const { statement, signature, sealed } = offer
  return checkStatement(
    { statement: bytes(statement), signature: bytes(signature), sealed: bytes(sealed) },
    launch,
    {
      ...config,
      nameOf: (account) => logons.nameOf(account),
      isCached: async (account) => (await logons.cached()).some((one) => one.account === account),
      use: (id, account) => book.use(id, account),
    },
  )
}

/** For the server's audit log: it signed something that this computer does not obey, or somebody else did. */
async function noteRefusal(
  { statement }: Extract<Ended, { state: 'done' }>,
  { id }: OpenLaunch,
  book: LaunchBook,
): Promise<void> {
  const account = parseStatement(Buffer.from(statement, 'base64url'))?.account
  if (account === undefined || !(await book.use(id, account))) return
  await book.settle({
    launch: id,
    account,
    outcome: { refreshed: false, why: 'statement-refused', tried: [] },
  })
}
