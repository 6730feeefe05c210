import type { KeyObject } from 'node:crypto'
import type { DeviceOrder, RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { formatKeepOrder, signStatement, type WantedPolicy } from '@keyturn/protocols/refresh'
import type { By } from '../reports.ts'
import { text, type FollowDeps } from './follow.ts'
import type { FleetSettings } from './settings.ts'
import { dueOf, lossOf, wantedOf } from './wanted.ts'

type Asked = RouteBody<'device.check-in'>

interface Deps extends Pick<FollowDeps, 'store' | 'audit' | 'clock' | 'random'> {
  readonly settings: FleetSettings
  readonly signingKey: KeyObject
}

/**
 * Has a device keep log-ons as it is wanted, where its own administrator lets it be told. Signed over the nonce of this
 * request and kept nowhere, so that nothing older than what is wanted now is ever obeyed.
 */
export async function keepAsWanted(asked: Asked, by: By, deps: Deps): Promise<readonly DeviceOrder[]> {
  if (asked.kept !== undefined) await noteKept(asked.kept, by, deps)
  if (!asked.obeysPolicy) return []
  const { store, audit, clock, random, settings, signingKey } = deps
  const device = await store.findDevice(by.device)
  if (device === undefined) return []
  const at = clock()
  const wanted = dueOf(asked.policy, wantedOf(device.name, settings), await store.keeping(by.device), at)
  if (Object.keys(wanted).length === 0) return []
  const order = text(random(16))
  const logons = asked.logons.map(({ account, answeredByDc }) => ({
    account: account as Sid,
    takes: null,
    byDc: answeredByDc === null ? null : new Date(answeredByDc),
  }))
  const lost = lossOf({ policy: asked.policy, logons }, wanted, at)
  const counts = await store.keepingCounts(lost)
  const only = lost.filter((account) => (counts.get(account) ?? 0) <= 1)
  await audit.append({
    type: 'device.policy-ordered',
    account: null,
    origin: by.origin,
    outcome: 'ok',
    facts: { order, device: by.device, ...factsOf(wanted), loses: lost.length, losesOnly: only.join(' ') },
  })
  await store.noteKeeping(by.device, { order, wanted, at: at.toISOString(), outcomes: null })
  const bytes = formatKeepOrder({ device: by.device, order, nonce: asked.nonce, issued: at, wanted })
  return [{ kind: 'keep', order, text: text(bytes), signature: text(signStatement(bytes, signingKey)) }]
}

/** What became of the last order; of an older one, or told again, it is no news. */
async function noteKept(
  { order, outcomes }: NonNullable<Asked['kept']>,
  by: By,
  { store, audit }: Deps,
): Promise<void> {
  const last = await store.keeping(by.device)
  if (last === null || last.order !== order || last.outcomes !== null) return
  const isDone = Object.values(outcomes).every((one) => ['set', 'restart', 'unchanged'].includes(one))
  await audit.append({
    type: 'device.policy-set',
    account: null,
    origin: by.origin,
    outcome: isDone ? 'ok' : 'refused',
    facts: { order, device: by.device, ...outcomes },
  })
  await store.noteKeeping(by.device, { ...last, outcomes })
}

function factsOf({ caching, mostAccounts, expiresAfterDays }: WantedPolicy) {
  return {
    ...(caching !== undefined && { caching: caching ? 'on' : 'off' }),
    ...(mostAccounts !== undefined && { mostAccounts: mostAccounts ?? 'all' }),
    ...(expiresAfterDays !== undefined && { expiresAfterDays: expiresAfterDays ?? 'never' }),
  }
}
