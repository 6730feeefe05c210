import { dateFromFiletime, guidBytes } from '@keyturn/protocols/ad'
import { Fault, secret, type AccountId, type Random } from '#kernel'
import { accountAttributes, isUser, type Reading } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { equals } from '../accounts/names.ts'
import { integer } from '../dcs/attributes.ts'
import type { Change, Changed } from '../dcs/connection.ts'
import type { Controllers } from '../dcs/controllers.ts'
import { createTurns } from '../dcs/turns.ts'
import { disabling, expiring, replacing } from '../modifications.ts'
import { inParts } from '../people/membership.ts'
import { randomPassword } from '../random-password.ts'
import type { Targets } from '../targets.ts'
import type { Bulk, BulkOf, BulkWay, BulkWritten, Look } from './bulk.ts'

export interface BulkDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly reading: Reading
  readonly targets: Targets
  readonly random: Random
}

/** Somebody who resets her own password meanwhile has no more than these before her in the DC's queue. */
const sentAtOnce = 4
const lookAttributes = [...accountAttributes, 'msDS-KeyVersionNumber']

export function createBulk(deps: BulkDeps): Bulk {
  const { controllers, domain, reading } = deps
  const turns = createTurns(sentAtOnce)
  return {
    writingDc: async () => (await controllers.chosen()).host,
    writingDcs: async () => (await controllers.answering()).map(({ host }) => host),

    async look(accounts, dc) {
      const { base } = await domain()
      const named = accounts.map((id) => equals('objectGUID', guidBytes(id) ?? ''))
      const looks = new Map<AccountId, Look>()
      for (const filter of inParts(named)) {
        const search = { base, filter, attributes: lookAttributes }
        const entries = await controllers.readOn(dc, (connection) => connection.search(search))
        for (const entry of entries.filter(isUser)) {
          const { id, sid, pwdLastSet, isProtected, disabled: isDisabled } = await reading(entry)
          const keyVersion = integer(entry, 'msDS-KeyVersionNumber') ?? null
          looks.set(id, { sid, pwdLastSet, isProtected, isDisabled, keyVersion })
        }
      }
      return looks
    },

    write: (way, of, at) => Promise.all(of.map((one) => turns.take(() => write(deps, way, one, at)))),
  }
}

type At = Parameters<Bulk['write']>[2]

/** Nothing is sent before the last line, so what fails before it changed nothing. */
async function write(deps: BulkDeps, way: BulkWay, of: BulkOf, { dc, until }: At): Promise<BulkWritten> {
  try {
    if (until.aborted) return { was: 'unsent' }
    const { dn, changes, pwdLastSet } = await changesFor(deps, way, { ...of, dc })
    // Since the look she has set one of her own, or somebody for her: that is for the next look to judge.
    if (dateFromFiletime(pwdLastSet)?.getTime() !== of.look.pwdLastSet?.getTime()) return { was: 'unsent' }
    const writer = await deps.controllers.writerOn(dc)
    return await writer.turn(async (connection) =>
      until.aborted ? { was: 'unsent' } : writtenOf(await connection.modify(dn, changes)),
    )
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    return cause.code === 'directory.refused' ? { was: 'refused', said: cause.message } : { was: 'unsent' }
  }
}

interface Changes {
  readonly dn: string
  readonly changes: readonly Change[]
  /** As that DC shows it, after the announcement. */
  readonly pwdLastSet: bigint
}

async function changesFor(
  { targets, random, controllers }: BulkDeps,
  way: BulkWay,
  { account, receipt, dc }: BulkOf & Pick<At, 'dc'>,
): Promise<Changes> {
  if (way === 'must-change') {
    const { dn, pwdLastSet } = await targets.touchable(account, receipt, 'password.must-change', dc)
    return { dn, pwdLastSet, changes: [expiring] }
  }
  if (way === 'disable') {
    const { dn, pwdLastSet } = await targets.touchable(account, receipt, 'account.disabling', dc)
    const [entry] = await controllers.readOn(dc, (connection) =>
      connection.search({ base: dn, attributes: ['userAccountControl'] }),
    )
    return { dn, pwdLastSet, changes: disabling(entry && integer(entry, 'userAccountControl')) }
  }
  const { dn, pwdLastSet, policy } = await targets.announced(account, receipt, 'password.randomising', dc)
  return { dn, pwdLastSet, changes: [replacing(secret(randomPassword(policy, random)))] }
}

function writtenOf(changed: Changed): BulkWritten {
  switch (changed.answer) {
    case 'done':
      return { was: 'done' }
    case 'refused':
      return { was: 'refused', said: changed.diagnostic }
    case 'none':
      return { was: 'unknown' }
  }
}
