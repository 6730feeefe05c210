import type { RefreshView } from '@keyturn/contract'
import { formatChallenge, parseChallenge } from '@keyturn/protocols/challenge'
import { responseTo } from '@keyturn/protocols/no-network'
import type { Audit } from '#audit'
import type { Clock, Log, Random, Secret } from '#kernel'
import type { Account } from '#directory'
import type { Held, OneDeviceOrders } from '../orders.ts'
import { challengeOf, makerOf, orderOf, type SecretDeps } from './challenges.ts'
import { createTurns } from './in-turn.ts'
import { aged, next, type ChallengeEvent, type ChallengeState } from './state.ts'
import type { ChallengeKey, ChallengeStore } from './store.ts'

export interface ChallengeOrdersDeps extends SecretDeps {
  readonly store: ChallengeStore
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** The orders of devices without a network. All but the first take what `answerTo` gave, or what `hold` did. */
export type ChallengeOrders = Omit<OneDeviceOrders, 'claim' | 'end' | 'giveBack'>

type Turn = ReturnType<typeof createTurns>

export function createChallengeOrders(deps: ChallengeOrdersDeps): ChallengeOrders {
  const { store, audit, clock, log } = deps
  const turn = createTurns()

  return {
    answerTo(typed) {
      const parsed = parseChallenge(typed)
      return parsed.ok ? orderOf(parsed.challenge) : undefined
    },

    async learner(order, account) {
      const challenge = challengeOf(order)
      const maker = challenge && (await makerOf(challenge, account, deps))
      if (challenge === undefined || maker === undefined) return undefined
      const { device } = maker
      const now = await store.findChallenge({ device: device.id, nonce: challenge.nonce })
      return now.state === 'open' || now.state === 'held' ? device.name : undefined
    },

    hold: (order, account, password) => hold(order, { account, password, turn }, deps),

    async release(held, { dc, pwdLastSet }, origin) {
      const { key, launch, hold: name } = read(held)
      const now = aged(await store.findChallenge(key), clock())
      // Called again after a crash.
      if (now.state !== 'held' || now.hold !== name) {
        return log.info({ launch, state: now.state }, 'nothing to release for this challenge')
      }
      const facts = { launch, device: key.device, dc }
      await audit.append({ type: 'device.answered', account: now.account, origin, outcome: 'ok', facts })
      const at = clock().toISOString()
      await move(key, { type: 'release', hold: name, at, pwdLastSet: pwdLastSet.toISOString() }, deps)
    },

    async discard(held) {
      const { key, hold: name } = read(held)
      await move(key, { type: 'discard', hold: name }, deps)
    },

    refreshOf: (_order, held) => refreshOf(held, deps),
  }
}

async function move(
  key: ChallengeKey,
  event: ChallengeEvent,
  { store, clock }: Pick<ChallengeOrdersDeps, 'store' | 'clock'>,
): Promise<ChallengeState | undefined> {
  const at = clock()
  return store.updateChallenge(key, at, (now) => next(aged(now, at), event))
}

/** The plain password is here for the last time: what is kept is the one response to it, and that sealed. */
async function hold(
  order: string,
  { account, password, turn }: { readonly account: Account; readonly password: Secret; readonly turn: Turn },
  deps: ChallengeOrdersDeps,
): Promise<Held | undefined> {
  const challenge = challengeOf(order)
  const maker = challenge && (await makerOf(challenge, account.sid, deps))
  if (challenge === undefined || maker === undefined) return undefined
  const { device, secret } = maker
  const plain = Buffer.from(password.reveal())
  try {
    const asked = { challenge, account: account.sid, password: plain }
    const response = await turn(() => responseTo(asked, secret))
    const name = Buffer.from(deps.random(16)).toString('base64url')
    const key = { device: device.id, nonce: challenge.nonce }
    const sealed = deps.keys.atRest.seal(response, boundTo(key, name))
    const who = { id: account.id, sid: account.sid }
    const at = deps.clock().toISOString()
    const moved = await move(key, { type: 'hold', hold: name, account: who, sealed, at }, deps)
    const isOurs = moved?.state === 'held' && moved.hold === name
    return isOurs ? ([order, name, device.id].join('.') as Held) : undefined
  } finally {
    plain.fill(0)
  }
}

async function refreshOf(held: string | null, deps: ChallengeOrdersDeps): Promise<RefreshView> {
  if (held === null) return { state: 'none' }
  const { key, hold: name } = read(held)
  const named = await deps.store.findDevice(key.device)
  const now = aged(await deps.store.findChallenge(key), deps.clock())
  if (named === undefined || now.state === 'open') return { state: 'none' }
  const device = named.name
  if (now.state === 'told') {
    if (now.report.refreshed) return { state: 'refreshed', device }
    return { state: 'not-refreshed', device, why: now.report.why }
  }
  if (now.hold !== name) return { state: 'none' }
  const isShown = now.state === 'released' && now.sealed !== null
  const response = isShown ? deps.keys.atRest.open(now.sealed, boundTo(key, name)) : undefined
  return { state: 'response', device, response: response ?? null }
}

function boundTo({ device, nonce }: ChallengeKey, hold: string): string {
  return [device, nonce, hold].join('/')
}

function read(held: string) {
  const [order = '', hold = '', device = ''] = held.split('.')
  const challenge = challengeOf(order)
  if (challenge === undefined) throw new TypeError('not held for a challenge')
  return { key: { device, nonce: challenge.nonce }, launch: formatChallenge(challenge), hold }
}
