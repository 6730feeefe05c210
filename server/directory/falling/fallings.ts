import { assertAnnounces, type AuditEventType, type Receipt } from '#audit'
import { Fault, type AccountId, type Log } from '#kernel'
import { dnOf, isUser } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { equals } from '../accounts/names.ts'
import { freshProtectionAttributes, type Protection } from '../accounts/protection.ts'
import { integer, texts } from '../dcs/attributes.ts'
import type { Change, Changed, Connection } from '../dcs/connection.ts'
import type { Controllers } from '../dcs/controllers.ts'
import { isAboutRights } from '../refusals.ts'
import { look } from './looks.ts'
import type { AnnouncedMember, Falling, FallingMade, FallingPlace } from './falling.ts'
import {
  appliesToName,
  asWritten,
  changesTo,
  domainNames,
  fallen,
  precedenceName,
  psoNames,
  settingsOfDomain,
  settingsOfPso,
  type PsoSettings,
} from './settings.ts'

export interface FallingDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly protection: Protection
  readonly log: Pick<Log, 'warn'>
}

const container = 'CN=Password Settings Container,CN=System'
const psoClass = 'msDS-PasswordSettings'
/** A global security group (MS-ADTS 2.2.12). */
const globalSecurityGroup = String(0x8000_0002 | 0)
/** Whoever has no PSO today keeps any that comes: no number is larger. */
const weakest = 0x7fff_ffff
const mark = 'Made by Keyturn for a campaign, which removes it when it is over'

export function createFalling(deps: FallingDeps): Falling {
  const { controllers } = deps
  return {
    dc: async () => (await controllers.chosen()).host,
    missingRights: (unit) => missingRights(deps, unit),
    look: (accounts, dc) => look(deps, accounts, dc),
    make: (place, source, { dc, receipt }) => {
      assertAnnounces(receipt, { type: 'pso.making', account: null })
      return make(deps, place, { source, dc })
    },
    age: (place, source, seconds, { dc, receipt }) => {
      assertAnnounces(receipt, { type: 'pso.moving', account: null })
      return age(deps, place, { source, dc, seconds })
    },
    isThere: (place, dc) => isThere(deps, place, dc),
    hasToMove: async (place, source, seconds, dc) =>
      controllers.readOn(dc, async (connection) => {
        const { changes } = await changesAt(deps, place, { connection, source, seconds })
        return Object.keys(changes).length > 0
      }),
    join: (place, of, dc) => join(deps, place, of, dc),
    leave: (place, of, dc) => memberships(deps, place, { of, dc, operation: 'delete' }),
    remove: (place, { dc, receipt }) => {
      assertAnnounces(receipt, { type: 'pso.removing', account: null })
      return remove(deps, place, dc)
    },
  }
}

const groupDn = ({ name, unit }: FallingPlace) => `CN=${name},${unit}`
const psoDn = async ({ name }: FallingPlace, { domain }: FallingDeps) =>
  `CN=${name},${container},${(await domain()).base}`

/** `allowedChildClassesEffective` is what this account may make there (MS-ADTS 3.1.1.4.5.5). */
async function missingRights({ controllers, domain }: FallingDeps, unit: string) {
  const places = [
    { dn: `${container},${(await domain()).base}`, made: psoClass },
    { dn: unit, made: 'group' },
  ]
  const missing: string[] = []
  for (const { dn, made } of places) {
    const search = { base: dn, attributes: ['allowedChildClassesEffective'] }
    const [entry] = await controllers.read((connection) => connection.search(search))
    const may = entry === undefined ? [] : texts(entry, 'allowedChildClassesEffective')
    if (!may.includes(made)) missing.push(`create ${made} objects in ${dn}`)
  }
  return missing
}

/** What holds for these people without the campaign, and how it ranks; undefined: it cannot be read, or is gone. */
async function sourceOf(connection: Connection, base: string, source: string | null) {
  if (source === null) {
    const [head] = await connection.search({ base, attributes: domainNames })
    const settings = head && settingsOfDomain(head)
    return settings && { settings, precedence: weakest + 1 }
  }
  const attributes = [...Object.values(psoNames), precedenceName]
  const [entry] = await connection.search({ base: source, attributes })
  const settings = entry && settingsOfPso(entry)
  const precedence = entry && integer(entry, precedenceName)
  return settings === undefined || precedence === undefined ? undefined : { settings, precedence }
}

interface Make {
  readonly source: string | null
  readonly dc: string
}

async function make(deps: FallingDeps, place: FallingPlace, { source, dc }: Make): Promise<FallingMade> {
  const { base } = await deps.domain()
  const pso = await psoDn(place, deps)
  const writer = await deps.controllers.writerOn(dc)
  return writer.turn(async (connection) => {
    const from = await sourceOf(connection, base, source)
    if (from === undefined)
      return { made: false, why: 'source-unread', said: source ?? `the domain's policy` }
    const [there] = await connection.search({ base: pso, attributes: ['cn'] })
    if (there !== undefined) return { made: true }
    const precedence = from.precedence - 1
    const taken = source === null ? undefined : await whoHas(connection, `${container},${base}`, precedence)
    if (precedence < 1 || taken !== undefined)
      return { made: false, why: 'no-precedence', said: `${source ?? ''} (${from.precedence})` }
    const group = await connection.add(groupDn(place), {
      objectClass: 'group',
      sAMAccountName: place.name,
      groupType: globalSecurityGroup,
      description: mark,
    })
    if (!isMade(group)) return refusalOf(group, groupDn(place))
    const made = await connection.add(pso, {
      objectClass: psoClass,
      ...asWritten(from.settings),
      [precedenceName]: String(precedence),
      [appliesToName]: groupDn(place),
      description: mark,
    })
    return isMade(made) ? { made: true } : refusalOf(made, pso)
  })
}

async function whoHas(connection: Connection, base: string, precedence: number) {
  const search = {
    base,
    filter: equals(precedenceName, String(precedence)),
    attributes: ['cn'],
    sizeLimit: 1,
  }
  const [one] = await connection.search(search)
  return one?.dn
}

/** LDAP result 68 (RFC 4511, appendix A): entryAlreadyExists, after a crash. */
const alreadyThere = 68
/** attributeOrValueExists, noSuchAttribute, and what AD says instead of the latter. */
const alreadySo: ReadonlySet<number> = new Set([20, 16, 53, alreadyThere])

function isMade(changed: Changed): boolean {
  return changed.answer === 'done' || (changed.answer === 'refused' && changed.resultCode === alreadyThere)
}

function refusalOf(changed: Changed, what: string): FallingMade {
  if (changed.answer !== 'refused') return { made: false, why: 'refused', said: `no answer about ${what}` }
  const why = isAboutRights(changed) ? 'right-missing' : 'refused'
  return { made: false, why, said: why === 'refused' ? `${what}: ${changed.diagnostic}` : what }
}

interface Aging {
  readonly connection: Connection
  readonly source: string | null
  readonly seconds: number
}

async function changesAt(
  deps: FallingDeps,
  place: FallingPlace,
  { connection, source, seconds }: Aging,
): Promise<{ readonly dn: string; readonly changes: Readonly<Record<string, string>> }> {
  const dn = await psoDn(place, deps)
  const ours = await settingsAt(connection, dn)
  if (ours === undefined) throw new Fault('directory.refused', `the PSO ${dn} is gone`)
  // The policy it was copied from may be gone: then it stays as strict as it was.
  const from = (await sourceOf(connection, (await deps.domain()).base, source))?.settings ?? ours
  return { dn, changes: changesTo(ours, fallen(ours, from, seconds)) }
}

async function age(
  deps: FallingDeps,
  place: FallingPlace,
  { source, dc, seconds }: Make & { readonly seconds: number },
): Promise<void> {
  const writer = await deps.controllers.writerOn(dc)
  await writer.turn(async (connection) => {
    const { dn, changes } = await changesAt(deps, place, { connection, source, seconds })
    const all = Object.entries(changes).map(([attribute, value]): Change => ({
      operation: 'replace',
      attribute,
      value,
    }))
    if (all.length === 0) return
    const changed = await connection.modify(dn, all)
    if (changed.answer === 'refused')
      throw new Fault('directory.refused', `the PSO ${dn} was not changed: ${changed.diagnostic}`)
  })
}

async function isThere(deps: FallingDeps, place: FallingPlace, dc: string): Promise<boolean> {
  const dns = [await psoDn(place, deps), groupDn(place)]
  return deps.controllers.readOn(dc, async (connection) => {
    for (const base of dns) {
      const [entry] = await connection.search({ base, attributes: ['cn'] })
      if (entry !== undefined) return true
    }
    return false
  })
}

async function settingsAt(connection: Connection, dn: string): Promise<PsoSettings | undefined> {
  const [entry] = await connection.search({ base: dn, attributes: Object.values(psoNames) })
  return entry && settingsOfPso(entry)
}

async function join(deps: FallingDeps, place: FallingPlace, of: readonly AnnouncedMember[], dc: string) {
  const may: AnnouncedMember[] = []
  for (const one of of) if (await isTouchable(deps, one.account, dc)) may.push(one)
  await memberships(deps, place, { of: may, dc, operation: 'add' })
  const pso = (await psoDn(place, deps)).toLowerCase()
  const looks = await look(
    deps,
    may.map(({ account }) => account),
    dc,
  )
  return new Set([...looks].filter(([, { source }]) => source?.toLowerCase() === pso).map(([id]) => id))
}

/** As that DC shows it now, with nesting: a group may have become a protected one's. */
async function isTouchable({ controllers, protection }: FallingDeps, account: AccountId, dc: string) {
  const attributes = ['sAMAccountType', ...freshProtectionAttributes]
  const search = { base: dnOf(account), attributes }
  const [entry] = await controllers.readOn(dc, (connection) => connection.search(search))
  return entry !== undefined && isUser(entry) && !(await protection.isProtected(entry))
}

const aging: AuditEventType = 'password.aging'

interface Memberships {
  readonly of: readonly { readonly account: AccountId; readonly receipt: Receipt }[]
  readonly dc: string
  readonly operation: 'add' | 'delete'
}

async function memberships(deps: FallingDeps, place: FallingPlace, { of, dc, operation }: Memberships) {
  const writer = await deps.controllers.writerOn(dc)
  for (const { account, receipt } of of) {
    assertAnnounces(receipt, { type: aging, account })
    const change: Change = { operation, attribute: 'member', value: dnOf(account) }
    const changed = await writer.turn((connection) => connection.modify(groupDn(place), [change]))
    if (changed.answer !== 'refused' || alreadySo.has(changed.resultCode)) continue
    deps.log.warn({ dc, group: place.name, said: changed.diagnostic }, 'a membership was not changed')
  }
}

/** First the PSO: with it nobody's password is old any more. */
async function remove(deps: FallingDeps, place: FallingPlace, dc: string): Promise<boolean> {
  const pso = await psoDn(place, deps)
  const writer = await deps.controllers.writerOn(dc)
  return writer.turn(async (connection) => {
    for (const dn of [pso, groupDn(place)]) {
      const [there] = await connection.search({ base: dn, attributes: ['cn'] })
      if (there === undefined) continue
      const removed = await connection.remove(dn)
      if (removed.answer === 'refused')
        deps.log.warn({ dc, dn, said: removed.diagnostic }, 'what a campaign made is not removed yet')
      const [still] = await connection.search({ base: dn, attributes: ['cn'] })
      if (still !== undefined) return false
    }
    return true
  })
}
