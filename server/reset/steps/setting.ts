import type { DeviceOrders, Held } from '#devices'
import type { Account, Directory, Prepared } from '#directory'
import { Fault, type Clock, type Origin, type Random, type Secret } from '#kernel'
import type { Passwords } from '#passwords'
import { send, type SendingDeps, type Sent } from './sending.ts'
import { isBarred, type BarredDeps } from './barred.ts'
import { stepRefused } from './steps.ts'
import type { Reset } from '../store.ts'
import { newWrite } from '../settling/write.ts'

export interface SettingDeps extends SendingDeps, BarredDeps {
  readonly directory: SendingDeps['directory'] & Pick<Directory, 'prepare'>
  readonly passwords: Pick<Passwords, 'check' | 'reads'>
  readonly devices: Pick<DeviceOrders, 'hold' | 'discard'>
  readonly clock: Clock
  readonly random: Random
}

export interface Choice {
  readonly password: Secret
  readonly origin: Origin
}

export interface Chosen {
  readonly reset: Reset
  /** As it was read for the write. */
  readonly account?: Account
}

/**
 * Sets the chosen password, in an order in which a crash at any moment leaves the truth to be read (sweeper.ts):
 * claim → seal for the device → announce → fence → write → entry → row.
 *
 * @throws {Fault} `reset.step-refused` if another request has the step; `directory.unavailable`, `audit.unavailable`:
 *   nothing was sent, and she may choose again.
 */
export function createSetting(deps: SettingDeps) {
  const { steps, clock, random } = deps

  return async (id: string, { password, origin }: Choice): Promise<Chosen> => {
    const reset = await steps.find(id)
    if (reset.now.state === 'refused') return { reset }
    const [prepared, barred] = await Promise.all([lookUp(deps, reset), isBarred(deps, reset)])
    if (barred) return await steps.move(reset, { type: 'barred' })
    const { account } = prepared
    const problems = await deps.passwords.check(account.id, password, prepared)
    if (problems.length > 0) return await steps.move(reset, { type: 'weak', problems })

    const write = newWrite(prepared.state, clock(), random)
    const { before, reset: claimed } = await steps.move(reset, { type: 'claimed', purpose: 'reset', write })
    if (claimed.now.state === 'refused') return { reset: claimed }
    if (before.state !== 'choosing' || claimed.now.state !== 'setting') throw stepRefused(claimed, 'choosing')

    const sent = await prepare(deps, { reset: claimed, prepared, write, origin, password })
    return { reset: await send(deps, sent), account }
  }
}

async function lookUp({ directory, passwords }: SettingDeps, reset: Reset): Promise<Prepared> {
  const { account: who, now } = reset
  if (who === null || now.state !== 'choosing' || now.purpose !== 'reset')
    throw stepRefused(reset, 'choosing')
  const prepared = await directory.prepare(who.id, passwords.reads)
  if (prepared === undefined) throw new Fault('directory.refused', `account ${who.id} is gone`)
  return prepared
}

/** Up to the fence: until the row says `sending`, whoever finds the reset knows that nothing was sent. */
async function prepare(
  { steps, devices }: SettingDeps,
  claimed: Omit<Sent, 'announced' | 'held'>,
): Promise<Sent> {
  const { reset, prepared, write, origin, password } = claimed
  let held: Held | undefined
  try {
    held = await devices.hold(reset.launch, prepared.account, password)
    const announced = await steps.note(reset, { type: 'reset.setting', outcome: 'announced', origin })
    const fence = { type: 'sending', of: write.id, announced: announced.index, held: held ?? null } as const
    const { reset: sending } = await steps.move(reset, fence)
    const isOurs = sending.now.state === 'setting' && sending.now.write.announced === announced.index
    if (!isOurs) throw stepRefused(sending, 'setting')
    return { ...claimed, reset: sending, announced, held }
  } catch (error) {
    // The sweeper does both if they fail as well.
    if (held !== undefined) await devices.discard(held).catch(() => {})
    await steps.move(reset, { type: 'not-sent', of: write.id }).catch(() => {})
    throw error
  }
}
