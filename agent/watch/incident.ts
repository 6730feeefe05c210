import type { DeedReport, IncidentOffer } from '@keyturn/contract'
import { parseIncidentOrder, type IncidentOrder } from '@keyturn/protocols/refresh'
import type { ServerApi } from '../api/server-api.ts'
import type { Config } from '../config.ts'
import type { Logons } from '../logons/index.ts'
import type { Screen } from '../screen/index.ts'
import { whoIs, type Done, type Person, type Sessions, type WhoIs } from '../sessions/index.ts'
import { isForHere, isSigned, type Here, type Refusal } from './order-check.ts'

export interface IncidentDeps {
  readonly config: Pick<Config, 'device' | 'serverKey' | 'accounts'>
  readonly logons: Pick<Logons, 'cached' | 'nameOf' | 'forget'>
  readonly sessions: Sessions
  readonly api: Pick<ServerApi, 'call'>
  readonly screen: Screen
  /** Which user of this computer that is, and that it may be touched. */
  readonly whoIs?: typeof whoIs
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic?: () => number
}

/** What the server gave, and when the nonce was made that it is signed over. */
export interface Given {
  readonly nonce: string
  readonly asked: number
}

export type IncidentChecked =
  | { readonly ok: true; readonly order: IncidentOrder }
  | { readonly ok: false; readonly why: Refusal }

/** An answer that is this old was held back; the server gives the order again when it is asked again. */
const freshMs = 10 * 60_000

/**
 * Whether this computer obeys: the pinned key signed it, for this computer, over the nonce of the request that was made a
 * moment ago. Who it is about is looked at afterwards, by `whoIs`.
 */
function checkIncidentOrder(
  offer: IncidentOffer,
  here: Pick<Here, 'device' | 'serverKey' | 'nonce'>,
  ageMs: number,
): IncidentChecked {
  if (!isSigned(offer, here)) return { ok: false, why: 'not-signed-by-our-server' }
  const order = parseIncidentOrder(Buffer.from(offer.text, 'base64url'))
  if (order === undefined || order.order !== offer.order) return { ok: false, why: 'not-an-order' }
  const why = isForHere(order, here) ?? (ageMs > freshMs ? 'for-another-moment' : undefined)
  return why === undefined ? { ok: true, order } : { ok: false, why }
}

/** Does what one order says and tells the server what came of it. @returns whether log-ons are other than they were told. */
export async function obeyIncident(
  offer: IncidentOffer,
  { nonce, asked }: Given,
  deps: IncidentDeps,
): Promise<boolean> {
  const { config, api, screen, monotonic = () => performance.now() } = deps
  const checked = checkIncidentOrder(offer, { ...config, nonce }, monotonic() - asked)
  if (!checked.ok) {
    screen.show({ what: 'order-refused', why: checked.why })
    await tell(api, { order: offer.order, refused: checked.why, deeds: [] })
    return false
  }
  const { order } = checked
  const who = await (deps.whoIs ?? whoIs)(order.account, { logons: deps.logons, accounts: config.accounts })
  if (!who.ok && who.why === 'for-a-local-account') {
    screen.show({ what: 'order-refused', why: who.why })
    await tell(api, { order: order.order, refused: who.why, deeds: [] })
    return false
  }
  const deeds: DeedReport[] = []
  for (const deed of order.deeds) deeds.push({ deed, ...(await doOne(deed, order, who, deps)) })
  screen.show({ what: 'incident-done', name: who.ok ? who.person.login : order.account, deeds })
  await tell(api, { order: order.order, refused: null, deeds })
  return deeds.some(({ deed, outcome }) => deed === 'forget' && outcome === 'done')
}

type Outcome = Omit<DeedReport, 'deed'>

async function doOne(
  deed: IncidentOrder['deeds'][number],
  { account }: IncidentOrder,
  who: WhoIs,
  { logons, sessions }: IncidentDeps,
): Promise<Outcome> {
  if (deed === 'forget') return forget(account, logons)
  // Whom this computer does not know has no session and no ticket here.
  const nobody: Done = { outcome: 'was-not-there', found: 0, left: 0, by: 'processes' }
  if (!who.ok) return nobody
  return { ...(await act[deed](sessions, who.person)) }
}

const act = {
  'end-sessions': (sessions: Sessions, person: Person) => sessions.end(person),
  'lock-sessions': (sessions: Sessions, person: Person) => sessions.lock(person),
  'drop-tickets': (sessions: Sessions, person: Person) => sessions.dropTickets(person),
}

async function forget(account: IncidentOrder['account'], logons: IncidentDeps['logons']): Promise<Outcome> {
  const was = (await logons.cached()).some((one) => one.account === account)
  if (!was) return { outcome: 'was-not-there', found: 0, left: 0, by: 'cache' }
  const isGone = (await logons.forget([account])).includes(account)
  return { outcome: isGone ? 'done' : 'left', found: 1, left: isGone ? 0 : 1, by: 'cache' }
}

async function tell(
  api: IncidentDeps['api'],
  body: { order: string; refused: string | null; deeds: DeedReport[] },
): Promise<void> {
  await api.call('device.incident-report', { body })
}
