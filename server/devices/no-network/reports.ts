import type { RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { parseChallenge } from '@keyturn/protocols/challenge'
import type { Audit } from '#audit'
import type { Directory } from '#directory'
import { Fault, type Clock } from '#kernel'
import { factsOf, reportOf, type By } from '../reports.ts'
import { makerOf, type SecretDeps } from './challenges.ts'
import { aged, next } from './state.ts'
import type { ChallengeStore } from './store.ts'

export interface ChallengeReportDeps extends SecretDeps {
  readonly store: ChallengeStore
  readonly directory: Pick<Directory, 'readBySid'>
  readonly audit: Audit
  readonly clock: Clock
}

/**
 * What a device did while it had no network, told when it has one again. The same report again changes nothing.
 *
 * @throws {Fault} `launch.expired` for a challenge that this device did not make for that account; `launch.step-refused`
 *   when it says that it was refreshed and no response was ever given out for it.
 */
export async function reportChallenge(
  { launch, account: sid, outcome }: RouteBody<'device.report'>,
  { device, origin }: By,
  { store, keys, directory, audit, clock }: ChallengeReportDeps,
): Promise<void> {
  const parsed = parseChallenge(launch)
  const maker = parsed.ok ? await makerOf(parsed.challenge, sid as Sid, { store, keys }) : undefined
  if (!parsed.ok || maker?.device.id !== device) {
    throw new Fault('launch.expired', `no challenge ${launch} of device ${device}`)
  }
  const key = { device, nonce: parsed.challenge.nonce }
  const at = clock()
  const now = aged(await store.findChallenge(key), at)
  if (now.state === 'told') return
  if (outcome.refreshed && now.state !== 'released') {
    throw new Fault('launch.step-refused', `no response was given for challenge ${launch}`)
  }
  const found = now.state === 'released' ? now.account : await directory.readBySid(sid as Sid)
  const account = found === undefined ? null : { id: found.id, sid: found.sid }
  await audit.append({
    type: outcome.refreshed ? 'device.refreshed' : 'device.not-refreshed',
    account,
    origin,
    outcome: outcome.refreshed ? 'ok' : 'refused',
    facts: { launch, device, ...factsOf(outcome) },
  })
  const event = { type: 'report', account, report: reportOf(outcome) } as const
  await store.updateChallenge(key, at, (current) => next(aged(current, at), event))
}
