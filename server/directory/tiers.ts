import { isProtectedGroup, parseSid } from '@keyturn/protocols/ad'
import { Fault, type Log } from '#kernel'
import type { Domain } from './accounts/domain.ts'
import { groupNamed } from './accounts/names.ts'
import { protectionAttributes, type Protection } from './accounts/protection.ts'
import { bytes, texts } from './dcs/attributes.ts'
import type { Connection } from './dcs/connection.ts'
import type { Controllers } from './dcs/controllers.ts'
import type { Directory } from './directory.ts'
import { isAboutRights } from './refusals.ts'
import type { Targets } from './targets.ts'

export interface TiersDeps {
  readonly controllers: Controllers
  readonly targets: Targets
  readonly domain: () => Promise<Domain>
  readonly protection: Protection
  /** The only groups that are ever written to, as an administrator writes them. */
  readonly groups: readonly string[]
  readonly log: Pick<Log, 'warn'>
}

/** A group of a tier, and whether the account shall be in it. */
interface Membership {
  readonly name: string
  readonly dn: string
  readonly wanted: boolean
}

/** Membership in the groups of password tiers, and in no other group. */
export function createTiers(deps: TiersDeps): Pick<Directory, 'setTier'> {
  const { controllers, targets, groups } = deps
  return {
    async setTier(account, group, announced) {
      if (group !== null && !groups.includes(group)) {
        throw new Fault('directory.refused', `${group} is not a configured group of a password tier`)
      }
      const target = await targets.touchable(account, announced, 'password.tier-setting')
      const all = await Promise.all(groups.map(async (name) => ({ name, dn: await dnOfGroup(deps, name) })))
      const wanted = all.map((one) => ({ ...one, wanted: one.name === group }))
      const writer = await controllers.writer()
      return writer.turn((connection) => move(connection, target.dn, wanted, deps.log))
    },
  }
}

/** First into the new group, then out of the others: between the two the PSOs' own precedence decides. */
async function move(
  connection: Connection,
  dn: string,
  all: readonly Membership[],
  log: Pick<Log, 'warn'>,
): Promise<{ readonly dc: string; readonly changed: boolean }> {
  const before = await membershipsOf(connection, dn)
  const wrong = (groups: ReadonlySet<string>) =>
    all.filter((one) => groups.has(one.dn.toLowerCase()) !== one.wanted)
  const toDo = wrong(before.groups).toSorted((a, b) => Number(b.wanted) - Number(a.wanted))
  for (const { name, dn: group, wanted } of toDo) {
    const change = { operation: wanted ? 'add' : 'delete', attribute: 'member', value: before.dn } as const
    const changed = await connection.modify(group, [change])
    if (changed.answer !== 'refused') continue
    if (isAboutRights(changed)) {
      throw new Fault(
        'directory.refused',
        `the service account lacks the right "Write member" on the group ${name}`,
      )
    }
    // Somebody else may have done it in the meantime; reading back tells.
    log.warn({ dc: connection.dc, group: name, said: changed.diagnostic }, 'a group was not changed')
  }
  if (wrong((await membershipsOf(connection, dn)).groups).length > 0) {
    throw new Fault('directory.unknown-outcome', `${connection.dc} does not show the new membership`)
  }
  return { dc: connection.dc, changed: toDo.length > 0 }
}

/** Direct ones only; lower case. */
async function membershipsOf(connection: Connection, base: string) {
  const [entry] = await connection.search({ base, attributes: ['memberOf'] })
  if (entry === undefined) throw new Fault('directory.refused', 'the account is gone')
  return { dn: entry.dn, groups: new Set(texts(entry, 'memberOf').map((one) => one.toLowerCase())) }
}

/** @throws {Fault} `config.invalid`: no such group, or one whose members are protected. */
async function dnOfGroup({ controllers, domain, protection }: TiersDeps, name: string): Promise<string> {
  const known = await domain()
  const filter = groupNamed(name, known)
  const search = { base: known.base, attributes: [...protectionAttributes], sizeLimit: 2 }
  const [group] =
    filter === undefined
      ? []
      : await controllers.read((connection) => connection.search({ ...search, filter }))
  if (group === undefined)
    throw new Fault('config.invalid', `the tier's group ${name} is not in the directory`)
  const sid = parseSid(bytes(group, 'objectSid') ?? new Uint8Array())
  if (sid === undefined || isProtectedGroup(sid) || (await protection.isProtected(group))) {
    throw new Fault('config.invalid', `the tier's group ${name} is protected: its members would be so too`)
  }
  return group.dn
}
