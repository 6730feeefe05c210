import { randomBytes } from 'node:crypto'
import type { RouteBody } from '@keyturn/contract'
import type { Account } from '#directory'
import type { Secret } from '#kernel'
import { aDevice, aWorld, origin, written, type World } from '../testing.ts'

type Asked = RouteBody<'device.check-in'>

export const policy = { caching: true, mostAccounts: 10, expiresAfterDays: null }
export const follow = { enabled: true, hours: 72, dangerouslyWhoeverIsCached: false }
/** What the laptop's cache takes before a reset. */
export const old = new Date('2026-11-20T08:00:00Z')

export const aFollowedWorld = (over: Partial<typeof follow> = {}) =>
  aWorld({ follow: { ...follow, ...over } })

/** What a device tells that keeps log-ons of these accounts, all of the old password. */
export function told(accounts: readonly Account[], over: Partial<Asked> = {}): Asked {
  const logons = accounts.map(({ sid }) => ({
    account: sid,
    passwordLastSet: old.toISOString(),
    answeredByDc: null,
  }))
  return {
    nonce: randomBytes(32).toString('base64url'),
    canFollow: true,
    policy,
    obeysPolicy: false,
    logons,
    ...over,
  }
}

/** A laptop that has told that it keeps her log-on; hers, if an administrator said so. */
export async function aLaptop(world: World, name: string, whose: Account, assigned = true) {
  const device = await aDevice(world, name)
  const checkIn = (over: Partial<Asked> = {}) => world.devices.fleet.checkIn(told([whose], over), device.by)
  if (assigned) await assign(world, device.id, whose)
  await checkIn()
  return { ...device, checkIn }
}

export function assign(world: World, device: string, { sAMAccountName: account }: Account, assigned = true) {
  return world.devices.fleet.assign({ device, account, assigned })
}

/** She chose a new password in the portal, at none of her computers; the directory has it. */
export async function resets(
  world: World,
  account: Account,
  password: Secret,
  at: Date = written.pwdLastSet,
): Promise<void> {
  const held = await world.orders.hold(null, account, password)
  world.becomes({ ...account, pwdLastSet: at })
  if (held !== undefined) await world.orders.release(held, { ...written, pwdLastSet: at }, origin)
}
