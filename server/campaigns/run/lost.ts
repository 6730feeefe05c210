import type { AuditEvent } from '#audit'
import type { Look } from '#directory'
import { Fault } from '#kernel'
import { newId } from '../life/freezing.ts'
import { foundOf } from '../state.ts'
import type { Claimed, Settled } from './store.ts'
import { eventOf, markOf, type Running, type WritingDeps } from './writing.ts'

const accountsAtOnce = 500

/**
 * Settles what a server left behind that died, or lost its DC or its database, in the middle: by reading on the DC where
 * it may have written, and on no other, which might not have heard of it yet. While that DC does not answer it is not
 * known, and nothing is written again.
 *
 * @returns how many were settled.
 */
export async function settleLost(running: Running, deps: WritingDeps): Promise<number> {
  const { targets, random, clock, audit } = deps
  const claim = { freeze: running.freeze, claim: newId(random) }
  const lost = await targets.claimLost(claim, accountsAtOnce)
  const unsent = lost.filter(({ noted }) => noted === null)
  const settled: Settled[] = unsent.map(({ account }) => ({
    account,
    event: { type: 'found-unwritten' },
    after: undefined,
  }))
  const events: AuditEvent[] = []
  for (const [dc, some] of Map.groupBy(lost, ({ noted }) => noted?.dc)) {
    if (dc === undefined) continue
    const read = await readOn(dc, some, running, deps)
    settled.push(...read.map((one) => one.settled))
    events.push(...read.flatMap(({ event }) => event ?? []))
  }
  if (settled.length > 0) await targets.settle(claim, settled, clock())
  await Promise.all(events.map((event) => audit.append(event)))
  return settled.length
}

interface Read {
  readonly settled: Settled
  /** The end of what was announced; of an account that is gone nothing more is known. */
  readonly event: AuditEvent | undefined
}

async function readOn(
  dc: string,
  some: readonly Claimed[],
  running: Running,
  { directory, log }: WritingDeps,
): Promise<readonly Read[]> {
  try {
    const looks = await directory.bulk.look(
      some.map(({ account }) => account),
      dc,
    )
    return some.flatMap((one) => {
      const look = looks.get(one.account)
      const settled = settledOf(one, look, running)
      if (settled === undefined) return []
      const outcome = settled.event.type === 'found-unwritten' ? 'refused' : 'ok'
      return [{ settled, event: look && eventOf({ ...one, look }, running, outcome) }]
    })
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'directory.unavailable') throw cause
    log.warn({ dc, accounts: some.length }, 'what was written there is not known until it answers again')
    return []
  }
}

function settledOf(
  { account, way, noted }: Claimed,
  look: Look | undefined,
  { t0 }: Running,
): Settled | undefined {
  if (noted === null) return undefined
  const after = look && markOf(look)
  switch (foundOf(way, noted.before, { now: after, t0 })) {
    case 'gone':
      return { account, event: { type: 'failed', why: 'gone' }, after }
    case 'written':
      return { account, event: { type: 'found-written' }, after }
    case 'changed':
      return { account, event: { type: 'found-changed' }, after }
    case 'unwritten':
      return { account, event: { type: 'found-unwritten' }, after: undefined }
  }
}
