import { createHmac } from 'node:crypto'
import type { Purpose } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { DeviceOrders } from '#devices'
import type { Account, Directory } from '#directory'
import { Fault, type AccountId, type Clock, type Origin, type Random } from '#kernel'
import type { Need, Policy } from '#policy'
import { evenly } from './evenly.ts'
import { begin, takesLaunch } from '../state.ts'
import type { Steps } from './steps.ts'
import type { Reset, ResetStore } from '../store.ts'

export interface IdentifyDeps {
  readonly steps: Steps
  readonly store: Pick<ResetStore, 'create'>
  readonly directory: Pick<Directory, 'find'>
  readonly policy: Pick<Policy, 'needFor'>
  readonly devices: Pick<DeviceOrders, 'claim' | 'answerTo'>
  readonly clock: Clock
  readonly random: Random
  /** Keys the hash of what was typed: people type passwords into the wrong field. */
  readonly nameKey: Uint8Array
  /** Answers come at full multiples of this; longer than a DC takes to look somebody up. */
  readonly answerStepMs: number
}

export interface Start {
  readonly purpose: Purpose
  readonly identifier: string
  readonly launch: string | undefined
  /** As a computer without a network showed it. */
  readonly deviceChallenge?: string | undefined
  readonly origin: Origin
  readonly language: string
}

/**
 * Whoever is named, a reset begins. For a name that nobody has, that two have, or whose account may not do this,
 * it is a bogus one: the same questions asked of the directory, the same row, the same answer, and no way to prove.
 */
export function createIdentify(deps: IdentifyDeps): (start: Start) => Promise<Reset> {
  const { steps, store, directory, devices, random, clock } = deps

  async function identify(start: Start): Promise<Reset> {
    const found = await directory.find(start.identifier)
    const account = found.found ? found.account : undefined
    const need = account ? await deps.policy.needFor(account, start.purpose) : await askForNobody(start)
    const id = Buffer.from(random(16)).toString('base64url')
    const { order, device } = await orderFor(start, id)
    const reset: Reset = {
      id,
      account: account && need ? whoIs(account) : null,
      subject: hashed(deps.nameKey, start.identifier),
      launch: order,
      device,
      address: start.origin.address,
      language: start.language,
      now: begin(start.purpose, need ?? null, clock()),
      version: 0,
    }
    await store.create(reset)
    // The help desk may know whom a refused start was about, the stranger not.
    await steps.note(
      { ...reset, account: account ? whoIs(account) : null },
      {
        type: 'reset.started',
        outcome: need ? 'ok' : 'refused',
        origin: start.origin,
        facts: { why: need ? null : found.found ? 'not-allowed' : found.why },
      },
    )
    return reset
  }

  /** Of a challenge nothing is said before she has proved who she is: not even whether there is such a computer. */
  async function orderFor({ purpose, launch, deviceChallenge }: Start, reset: string) {
    if (!takesLaunch(purpose)) return { order: launch ?? null, device: null }
    if (launch !== undefined) {
      const claimed = await devices.claim(launch, reset)
      return { order: claimed === undefined ? null : launch, device: claimed?.device ?? null }
    }
    if (deviceChallenge === undefined) return { order: null, device: null }
    const order = devices.answerTo(deviceChallenge)
    if (order === undefined) throw new Fault('request.invalid', 'deviceChallenge')
    return { order, device: null }
  }

  /** Asks the same questions about an account that does not exist, so that a DC under load is no clock either. */
  async function askForNobody({ purpose }: Start): Promise<Need | undefined> {
    try {
      await deps.policy.needFor(decoy(random), purpose)
    } catch (error) {
      if (error instanceof Fault && error.code === 'directory.unavailable') throw error
    }
    return undefined
  }

  return (start) => evenly(deps.answerStepMs, () => identify(start))
}

function whoIs({ id, sid }: Account) {
  return { id, sid }
}

/** Two spellings of one name are one name, as where tries are counted. */
function hashed(key: Uint8Array, identifier: string): string {
  const name = identifier.normalize('NFKC').trim().toLowerCase()
  return createHmac('sha256', key).update(name).digest('base64url')
}

function decoy(random: Random): Account {
  const [, a, b, c, d, e] =
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(Buffer.from(random(16)).toString('hex')) ?? []
  return {
    id: [a, b, c, d, e].join('-') as AccountId,
    sid: 'S-1-5-21-0-0-0-0' as Sid,
    dn: '',
    sAMAccountName: '',
    domain: '',
    userPrincipalName: null,
    displayName: '',
    mail: null,
    disabled: false,
    expired: false,
    locked: false,
    mustChange: false,
    isProtected: false,
    pwdLastSet: null,
  }
}
