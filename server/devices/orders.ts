import type { RefreshView } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Audit } from '#audit'
import type { Account, Written } from '#directory'
import type { Brand, Log, Origin, Secret } from '#kernel'
import type { Bell } from './bell.ts'
import { viewOf } from './refresh-view.ts'
import { sealFor, signFor, type SealingDeps } from './sealing.ts'
import { aged, next, type LaunchEvent } from './state.ts'
import type { DeviceStore, Launch } from './store.ts'

/** A password sealed to a launch before the directory is written, not yet released: survives a crash, opens for nobody. */
export type Held = Brand<string, 'Held'>

export interface DeviceOrders {
  /**
   * The order for a device without a network, by the challenge that it shows and a person typed. It tells nobody whether
   * there is such a device. undefined: nothing that a device would show.
   */
  answerTo(challenge: string): string | undefined
  /**
   * Which computer will take what is chosen for this account, by an order of `answerTo`; for somebody who has proved who
   * she is. undefined: no device that is known made the challenge for this account, or it was answered before.
   */
  learner(order: string, account: Sid): Promise<string | undefined>
  /** The device's name, to show on the page. Takes the launch for this reset; undefined if it is taken, late or unknown. */
  claim(launch: string, reset: string): Promise<{ readonly device: string } | undefined>
  /**
   * Seals the password to the launch's key, kept until `release` or `discard`, at most 5 minutes after release. For a
   * device without a network: computes the one response to it, and keeps that. Where computers follow, also seals it to
   * each other one of hers; without a launch, to those alone.
   *
   * @returns undefined when nothing was sealed: the account has no cached logon on that device, nor is it followed.
   * @throws {Fault} `request.too-many` when too many responses wait to be computed.
   */
  hold(launch: string | null, account: Account, password: Secret): Promise<Held | undefined>
  /** After the directory took the password: signs the statement and lets the device fetch; or shows the response. */
  release(held: Held, written: Pick<Written, 'dc' | 'pwdLastSet'>, origin: Origin | null): Promise<void>
  /** The password was not taken: forgets what was sealed. */
  discard(held: Held): Promise<void>
  /**
   * It ended without a new password: the device stops waiting. Not if `reset` is given and another one has claimed the
   * launch since.
   */
  end(launch: string, reset?: string): Promise<void>
  /** This reset wants the launch no more, and had proved nothing: the device waits on, for another one. */
  giveBack(launch: string, reset: string): Promise<void>
  /** How the device stands, for the page. `held`: what this reset held, if it did. */
  refreshOf(launch: string, held: string | null): Promise<RefreshView>
}

/** Those of launches, at a device that reaches us. */
export type LaunchOrders = Omit<DeviceOrders, 'answerTo' | 'learner' | 'hold'> & {
  /** As `DeviceOrders`, for the one device. */
  hold(launch: string, account: Account, password: Secret): Promise<Held | undefined>
}
/** Those of the one device that a reset is done for, whichever way that is reached. */
export type OneDeviceOrders = LaunchOrders & Pick<DeviceOrders, 'answerTo' | 'learner'>

export interface OrdersDeps extends SealingDeps {
  readonly store: Pick<DeviceStore, 'findDevice' | 'findLaunch' | 'updateLaunch'>
  readonly audit: Audit
  readonly bell: Bell
  readonly log: Log
}

type Move = (id: string, event: LaunchEvent) => ReturnType<OrdersDeps['store']['updateLaunch']>

export function createOrders(deps: OrdersDeps): LaunchOrders {
  const { store, bell, clock, log } = deps

  const move: Move = async (id, event) => {
    const moved = await store.updateLaunch(id, ({ now, expires }) => next(aged(now, expires, clock()), event))
    bell.ring(id)
    return moved
  }

  return {
    async claim(id, reset) {
      const moved = await move(id, { type: 'claim', reset })
      // The same reset may ask again, when its first answer was lost.
      if (moved?.now.state !== 'claimed' || moved.now.reset !== reset) return undefined
      const device = await deviceOf(await store.findLaunch(id), deps)
      return device && { device: device.name }
    },

    hold: (id, account, password) => hold(id, account, password, { ...deps, move }),

    async release(held, written, origin) {
      const { id, hold } = read(held)
      const launch = await store.findLaunch(id)
      const now = launch && aged(launch.now, launch.expires, clock())
      // Called again after a crash, or too late for the device: the reset itself stands.
      if (launch === undefined || now?.state !== 'held' || now.hold !== hold) {
        return log.info({ launch: id, state: now?.state }, 'nothing to release for this launch')
      }
      const signed = signFor(launch, now, written, deps)
      const facts = { launch: id, device: launch.device, dc: written.dc }
      const account = { id: now.account.id, sid: now.account.sid }
      await deps.audit.append({ type: 'device.sealed', account, origin, outcome: 'ok', facts })
      await move(id, { type: 'release', hold, ...signed })
    },

    async discard(held) {
      const { id, hold } = read(held)
      await move(id, { type: 'discard', hold })
    },

    async end(id, reset) {
      await move(id, { type: 'end', why: 'refused', ...(reset !== undefined && { reset }) })
    },

    async giveBack(id, reset) {
      await move(id, { type: 'give-back', reset })
    },

    refreshOf: (id) => refreshOf(id, deps),
  }
}

async function hold(
  id: string,
  account: Account,
  password: Secret,
  { move, ...deps }: OrdersDeps & { readonly move: Move },
): Promise<Held | undefined> {
  const launch = await deps.store.findLaunch(id)
  if (launch === undefined) return undefined
  if (!launch.accounts.includes(account.sid)) {
    await move(id, { type: 'end', why: 'not-cached-here' })
    return undefined
  }
  const sealed = await sealFor(launch, account, password, deps).catch((error: unknown) => {
    // A device that gave a useless key must not keep its person from a new password.
    deps.log.warn({ err: error, launch: id }, 'nothing can be sealed to the key of this launch')
  })
  if (sealed === undefined) return undefined
  const moved = await move(id, { type: 'hold', ...sealed })
  const isOurs = moved?.now.state === 'held' && moved.now.hold === sealed.hold
  return isOurs ? (`${id}.${sealed.hold}` as Held) : undefined
}

async function refreshOf(id: string, deps: OrdersDeps): Promise<RefreshView> {
  const launch = await deps.store.findLaunch(id)
  const device = await deviceOf(launch, deps)
  if (launch === undefined || device === undefined) return { state: 'none' }
  const at = deps.clock()
  return viewOf(aged(launch.now, launch.expires, at), device.name, at)
}

async function deviceOf(launch: Launch | undefined, { store }: Pick<OrdersDeps, 'store'>) {
  return launch && store.findDevice(launch.device)
}

function read(held: Held): { id: string; hold: string } {
  const [id = '', hold = ''] = held.split('.')
  return { id, hold }
}
