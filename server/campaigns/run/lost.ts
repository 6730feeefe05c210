import type { AuditEvent } from '#audit'
import type { Look } from '#directory'
import { Fault } from '#kernel'
import { newId } from '../life/freezing.ts'
import { enforcement, markOf, plannedWrite, type Deed } from './deeds.ts'
import type { Claimed, Settled } from '../claims/claims.ts'
import { eventOf, type Running, type WritingDeps } from './writing.ts'

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
  const claim = { freeze: running.freeze, claim: newId(random), hold: null }
  const lost = await targets.claimLost(claim, accountsAtOnce)
  const unsent = lost.filter(({ noted }) => noted === null)
  const settled: Settled[] = unsent.map((one) => ({
    account: one.account,
    event: deedOf(one, running).undone,
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
      const deed = deedOf(one, running)
      const outcome = settled.event.type === deed.undone.type ? 'refused' : 'ok'
      return [{ settled, event: look && eventOf({ ...one, way: deed.way(one), look }, running, outcome) }]
    })
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'directory.unavailable') throw cause
    log.warn({ dc, accounts: some.length }, 'what was written there is not known until it answers again')
    return []
  }
}

function settledOf(one: Claimed, look: Look | undefined, running: Running): Settled | undefined {
  const { account, noted } = one
  if (noted === null) return undefined
  const deed = deedOf(one, running)
  const event = deed.after(one, noted.before, look)
  if (event === undefined) return { account, event: deed.undone, after: undefined }
  return { account, event, after: look && markOf(look) }
}

function deedOf({ is }: Claimed, running: Running): Deed {
  return is === 'enforcing' && running.enforcement !== null
    ? enforcement(running, running.enforcement)
    : plannedWrite(running)
}
