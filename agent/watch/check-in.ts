import { randomBytes, type KeyObject } from 'node:crypto'
import type { DeviceOrder, ForgetOutcome, RouteAnswer } from '@keyturn/contract'
import { parseFollowOrder } from '@keyturn/protocols/refresh'
import type { ServerApi } from '../api/server-api.ts'
import { report } from '../api/reports.ts'
import type { Config } from '../config.ts'
import type { Logons } from '../logons/index.ts'
import { refresh } from '../refresh.ts'
import type { LedNowhere } from '../screen/index.ts'
import type { LaunchBook } from '../state/launch-book.ts'
import { createDeadline } from '../system/deadline.ts'
import { keep, type KeepDeps, type Kept } from './keep.ts'
import { byOtherWays, directly, type OtherWaysDeps, type Way } from './other-ways.ts'
import { obeyIncident, type IncidentDeps } from './incident.ts'
import { checkFollowOrder, checkForgetOrder, type Here } from './order-check.ts'

export interface CheckInDeps
  extends
    OtherWaysDeps,
    Pick<KeepDeps, 'openPolicyFile'>,
    Pick<IncidentDeps, 'sessions' | 'whoIs' | 'monotonic'> {
  readonly config: Pick<Config, 'device' | 'serverKey' | 'followByVpn' | 'accounts'>
  /** The computer's own, made when it enrolled. */
  readonly sealingKey: KeyObject
  readonly api: Pick<ServerApi, 'call'>
  readonly book: LaunchBook
  readonly logons: Pick<
    Logons,
    | 'isCachingOn'
    | 'cached'
    | 'nameOf'
    | 'connect'
    | 'disconnect'
    | 'logon'
    | 'prove'
    | 'changeLocally'
    | 'forget'
    | 'policy'
  >
}

const reportMs = 15_000
/** From the fetched password to its proof. Somebody who wants to reset now waits for it. */
const refreshMs = 60_000

/**
 * Tells the server how this computer's log-ons stand, and does what it orders, with nobody in front of it. A password is
 * asked for only while there is a way to a DC.
 *
 * @returns when to come again, in seconds.
 * @throws when the server was not reached.
 */
export async function checkIn(deps: CheckInDeps, signal: AbortSignal): Promise<number> {
  const { book, api, reach } = deps
  await report(book, api, null, AbortSignal.any([signal, AbortSignal.timeout(reportMs)]))
  const canFollow = (await reach.dc(signal)) !== undefined
  const told = await tell(canFollow, deps, signal)
  let isOther = await obey(told, directly, deps, signal)
  if (told.waiting && !canFollow && !signal.aborted) {
    using deadline = createDeadline(refreshMs)
    const fetch = async (way: Way, within: AbortSignal) => {
      if (await obey(await tell(true, deps, within), way, deps, within)) isOther = true
    }
    await byOtherWays(deps, fetch, AbortSignal.any([signal, deadline.signal]))
  }
  // Last, since it may start the daemon anew.
  const kept = signal.aborted ? undefined : await keepAsOrdered(told, deps)
  // The server shall not show until the next time what is over; what it orders now is for then.
  if ((isOther || kept !== undefined) && !signal.aborted) await tell(false, deps, signal, kept)
  return told.nextSeconds
}

type Told = Awaited<ReturnType<typeof tell>>

/** @returns whether something is other than it was told. */
async function obey(
  { orders, incidents, nonce, asked }: Told,
  way: Way,
  deps: CheckInDeps,
  signal: AbortSignal,
): Promise<boolean> {
  let isOther = false
  // First: until then somebody keeps the session that he has.
  for (const offer of incidents) {
    if (signal.aborted) break
    if (await obeyIncident(offer, { nonce, asked }, deps)) isOther = true
  }
  for (const order of orders) {
    if (signal.aborted) break
    if (order.kind === 'keep') continue
    const isDone =
      order.kind === 'follow'
        ? await follow(order, { nonce, way }, deps, signal)
        : await forget(order, nonce, deps)
    isOther ||= isDone
  }
  return isOther
}

async function keepAsOrdered({ orders, nonce }: Told, deps: CheckInDeps): Promise<Kept | undefined> {
  const offer = orders.find((order) => order.kind === 'keep')
  return offer && keep(offer, nonce, deps)
}

async function tell(
  canFollow: boolean,
  { api, logons, openPolicyFile, monotonic = () => performance.now() }: CheckInDeps,
  signal: AbortSignal,
  kept?: Kept,
): Promise<RouteAnswer<'device.check-in'> & { readonly nonce: string; readonly asked: number }> {
  const asked = monotonic()
  const nonce = randomBytes(32).toString('base64url')
  const [policy, cached] = await Promise.all([logons.policy(), logons.cached()])
  const told = cached.map(({ account, passwordLastSet, answeredByDc }) => ({
    account,
    passwordLastSet: passwordLastSet?.toISOString() ?? null,
    answeredByDc: answeredByDc?.toISOString() ?? null,
  }))
  const about = { policy, obeysPolicy: openPolicyFile !== undefined, ...(kept !== undefined && { kept }) }
  const body = { nonce, canFollow, ...about, logons: told.slice(0, 200) }
  return { ...(await api.call('device.check-in', { body, signal })), nonce, asked }
}

async function follow(
  offer: Extract<DeviceOrder, { kind: 'follow' }>,
  { nonce, way }: { readonly nonce: string; readonly way: Way },
  deps: CheckInDeps,
  stop: AbortSignal,
): Promise<boolean> {
  const { screen, book, api } = deps
  const checked = await checkFollowOrder(offer, here(nonce, deps))
  if (!checked.ok) {
    screen.show({ what: 'order-refused', why: checked.why })
    await noteRefusal(offer, book)
    await report(book, api, null, AbortSignal.timeout(reportMs))
    return false
  }
  const { name, password, order } = checked
  screen.show({ what: 'password-arrived', name: name.name })
  const begun = performance.now()
  using deadline = createDeadline(refreshMs)
  try {
    const onTry = () => {}
    const onLedNowhere = (past: LedNowhere) => screen.show({ what: 'led-nowhere', ...past })
    const signal = AbortSignal.any([stop, deadline.signal])
    const who = { account: order.account, name, passwordLastSet: order.pwdLastSet }
    const done = await refresh(who, password, { ...deps, ...way, onTry, onLedNowhere }, signal)
    const tookMs = Math.round(performance.now() - begun)
    await book.settle({
      launch: order.order,
      account: order.account,
      outcome: done.refreshed ? { ...done, tookMs } : done,
    })
    screen.show(
      done.refreshed
        ? { what: 'refreshed', name: name.name }
        : { what: 'not-refreshed', why: done.why, detail: null },
    )
  } finally {
    password.fill(0)
  }
  await report(book, api, null, AbortSignal.timeout(stop.aborted ? 5_000 : reportMs))
  return true
}

async function forget(
  offer: Extract<DeviceOrder, { kind: 'forget' }>,
  nonce: string,
  { config, logons, api, screen }: CheckInDeps,
): Promise<boolean> {
  const checked = checkForgetOrder(offer, { ...config, nonce })
  if (!checked.ok) {
    screen.show({ what: 'order-refused', why: checked.why })
    await api.call('device.forgot', { body: { order: offer.order, outcome: 'refused' } })
    return false
  }
  const { account, order } = checked
  const name = (await logons.nameOf(account))?.name ?? account
  const was = (await logons.cached()).some((one) => one.account === account)
  const isGone = (await logons.forget([account])).includes(account)
  const outcome: ForgetOutcome = !isGone ? 'still-there' : was ? 'gone' : 'was-not-there'
  screen.show({ what: 'forgotten', name, outcome })
  await api.call('device.forgot', { body: { order, outcome } })
  return was
}

function here(nonce: string, { config, sealingKey, logons, book }: CheckInDeps): Here {
  return {
    ...config,
    sealingKey,
    nonce,
    nameOf: (account) => logons.nameOf(account),
    cached: async (account) => (await logons.cached()).find((one) => one.account === account),
    use: (order, account) => book.use(order, account),
  }
}

/** For the server's audit log: it signed something that this computer does not obey, or somebody else did. */
async function noteRefusal(
  { text }: Extract<DeviceOrder, { kind: 'follow' }>,
  book: LaunchBook,
): Promise<void> {
  const order = parseFollowOrder(Buffer.from(text, 'base64url'))
  if (order === undefined || !(await book.use(order.order, order.account))) return
  const outcome = { refreshed: false as const, why: 'statement-refused' as const, tried: [] }
  await book.settle({ launch: order.order, account: order.account, outcome })
}
