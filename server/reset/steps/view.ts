import type { ResetView } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { DeviceOrders } from '#devices'
import type { Directory } from '#directory'
import { Fault } from '#kernel'
import type { Passwords } from '#passwords'
import type { Policy } from '#policy'
import { takesLaunch, type Choosing, type Done, type Proving, type Told } from '../state.ts'
import type { Reset } from '../store.ts'

export interface ViewDeps {
  readonly directory: Pick<Directory, 'read'>
  readonly passwords: Pick<Passwords, 'policyFor'>
  readonly policy: Pick<Policy, 'shown'>
  readonly devices: Pick<DeviceOrders, 'refreshOf' | 'learner'>
  readonly telling: (reset: Reset, now: Told) => Promise<ResetView>
}

/** A reset as the person sees it. Until the first proof nothing in it comes from the account. */
export function createView(deps: ViewDeps): (reset: Reset) => Promise<ResetView> {
  return async (reset) => {
    const { now } = reset
    switch (now.state) {
      case 'proving':
        return proving(deps, reset, now)
      case 'choosing':
        return choosing(deps, reset, now)
      case 'told':
        return deps.telling(reset, now)
      case 'setting':
        return { state: 'setting', purpose: now.purpose }
      case 'done':
        return done(deps, reset, now)
      case 'refused':
        return { state: 'refused', purpose: now.purpose, why: now.why }
    }
  }
}

function proving({ policy }: ViewDeps, { device }: Reset, now: Proving): ResetView {
  const { state, purpose, proved, wrong, expires, need } = now
  const known = need !== null && proved.length > 0 ? need.factors : policy.shown(purpose)
  const factors = known.filter((factor) => !proved.includes(factor))
  return { state, purpose, factors, proved: [...proved], wrong, expires, ...at(device) }
}

async function choosing(deps: ViewDeps, reset: Reset, now: Choosing): Promise<ResetView> {
  const who = reset.account
  if (who === null) throw new Fault('internal', `reset ${reset.id} of nobody is choosing`)
  const [account, effective] = await Promise.all([
    deps.directory.read(who.id),
    deps.passwords.policyFor(who.id),
  ])
  if (account === undefined) throw new Fault('directory.refused', `account ${who.id} is gone`)
  const { lockoutThreshold: _, ...policy } = effective
  return {
    state: 'choosing',
    purpose: now.purpose,
    account: { name: account.sAMAccountName, displayName: account.displayName },
    policy,
    problems: [...now.problems],
    interrupted: now.half,
    locked: account.locked,
    expires: now.expires,
    ...(takesLaunch(now.purpose) ? await learner(deps, reset, who.sid) : {}),
  }
}

/** Which computer will learn the password, for her who has proved who she is. */
async function learner({ devices }: ViewDeps, { launch, device }: Reset, account: Sid) {
  if (launch === null || device !== null) return at(device)
  const name = await devices.learner(launch, account)
  return name === undefined ? ({ challengeUnknown: true } as const) : at(name)
}

async function done({ devices }: ViewDeps, { launch }: Reset, now: Done): Promise<ResetView> {
  const { state, purpose, notified } = now
  const learns = launch !== null && takesLaunch(purpose)
  const refresh = learns ? await devices.refreshOf(launch, now.held) : ({ state: 'none' } as const)
  return { state, purpose, at: now.at, notified: [...notified], refresh }
}

function at(device: string | null): { device?: string } {
  return device === null ? {} : { device }
}
