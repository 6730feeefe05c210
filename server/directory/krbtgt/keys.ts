import { SubstringFilter } from 'ldapts'
import { ridOf, secondsFromInterval } from '@keyturn/protocols/ad'
import { assertAnnounces } from '#audit'
import { Fault, secret, type AccountId, type Random } from '#kernel'
import { dnOf, idOf, sidOf } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { both, equals, everybody } from '../accounts/names.ts'
import { integer, large, text, type Entry } from '../dcs/attributes.ts'
import type { Changed, Connection } from '../dcs/connection.ts'
import type { Controllers } from '../dcs/controllers.ts'
import { replacing } from '../modifications.ts'
import { randomPassword } from '../random-password.ts'
import { isAboutRights } from '../refusals.ts'
import type { OnReplica, OpenReplicas, Replicas } from '../replicas/replicas.ts'
import { onReplica, passwordAttributes } from '../replicas/stamps.ts'
import type { KeyAccount, KeyLook, KeyOn, Krbtgt, KeyWritten } from './krbtgt.ts'

export interface KrbtgtDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly replicas: Replicas
  readonly random: Random
}

const krbtgtRid = 502
const keyAttributes = ['objectGUID', 'objectSid', 'sAMAccountName', 'msDS-SecondaryKrbTgtNumber']
/** A DC may be that long over the making of an account and its first key. */
const birthMs = 10 * 60_000
/** Nobody ever sees it; the DC puts a key of its own in its place. */
const anyRules = { minLength: 40, complexity: true, forbiddenWords: [] }

export function createKrbtgt(deps: KrbtgtDeps): Krbtgt {
  const { controllers, domain, replicas } = deps
  return {
    async look() {
      const { base } = await domain()
      const { accounts, pdc } = await controllers.read(async (connection) => ({
        accounts: await keyAccounts(connection, base),
        pdc: await pdcOf(connection, base),
      }))
      await using open = await replicas.open()
      return { ...(await lookOnAll(open, accounts)), readOnly: open.readOnly, pdc }
    },

    keyOn: (account, dc) =>
      controllers.readOn(dc, async (connection) => {
        const [entry] = await connection.search({ base: dnOf(account), attributes: passwordAttributes })
        return keyOf(entry && onReplica(entry, dc, new Map()), dc)
      }),

    ticketHours: () => controllers.read(longestTicket),

    reset: (account, receipt, at) => reset(deps, { account, receipt, ...at }),
  }
}

async function keyAccounts(connection: Connection, base: string): Promise<readonly KeyAccount[]> {
  const named = new SubstringFilter({ attribute: 'sAMAccountName', initial: 'krbtgt' })
  const filter = both(named, everybody())
  const entries = await connection.search({ base, filter, attributes: keyAttributes })
  const keys = entries.filter(isKey).flatMap((entry) => {
    const [id, sid, name] = [idOf(entry), sidOf(entry), text(entry, 'sAMAccountName')]
    return id === undefined || sid === undefined || name === undefined ? [] : [{ id, sid, name }]
  })
  return keys.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** A name alone does not make one: anybody who may create accounts could call one so (MS-ADTS 6.1.1.3.4). */
function isKey(entry: Entry): boolean {
  const sid = sidOf(entry)
  if (sid !== undefined && ridOf(sid) === krbtgtRid) return true
  const isNamed = /^krbtgt_\d+$/i.test(text(entry, 'sAMAccountName') ?? '')
  return isNamed && integer(entry, 'msDS-SecondaryKrbTgtNumber') !== undefined
}

/** The DC that the domain's head names as its PDC emulator (MS-ADTS 3.1.1.1.11). */
async function pdcOf(connection: Connection, base: string): Promise<string> {
  const [head] = await connection.search({ base, attributes: ['fSMORoleOwner'] })
  const settings = head && text(head, 'fSMORoleOwner')
  const server = settings?.slice(settings.indexOf(',') + 1)
  const [entry] =
    server === undefined ? [] : await connection.search({ base: server, attributes: ['dNSHostName'] })
  const host = entry && text(entry, 'dNSHostName')
  if (host !== undefined) return host.toLowerCase()
  throw new Fault('directory.refused', `${connection.dc} does not say which DC is the PDC emulator`)
}

async function lookOnAll({ read, unread }: OpenReplicas, accounts: readonly KeyAccount[]) {
  const ids = accounts.map(({ id }) => id)
  const failed = [...unread]
  const seen = new Map<string, ReadonlyMap<AccountId, OnReplica>>()
  for (const replica of read) {
    try {
      seen.set(replica.dc, await replica.passwords(ids))
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      failed.push({ dc: replica.dc, why: cause.message })
    }
  }
  const keys = accounts.map((account): KeyLook => {
    const all = [...seen].map(([dc, found]) => ({ dc, one: found.get(account.id) }))
    const on = all.map(({ dc, one }) => keyOf(one, dc))
    return { account, on, isFirst: all.every(({ dc, one }) => isFirst(one, keyOf(one, dc))) }
  })
  return { keys, unread: failed }
}

function keyOf(one: OnReplica | undefined, dc: string): KeyOn {
  const key = one?.on.is === 'there' ? one.on.key : null
  const changed = key?.at ?? null
  return { dc, version: key?.version ?? null, changed: changed === null ? null : new Date(changed) }
}

function isFirst(one: OnReplica | undefined, { changed }: KeyOn): boolean {
  const created = one?.created ?? null
  return created !== null && changed !== null && changed.getTime() - Date.parse(created) < birthMs
}

const lifetimes = ['msDS-UserTGTLifetime', 'msDS-ComputerTGTLifetime', 'msDS-ServiceTGTLifetime']

async function longestTicket(connection: Connection): Promise<number | undefined> {
  const [root] = await connection.search({ base: '', attributes: ['configurationNamingContext'] })
  const configuration = (root && text(root, 'configurationNamingContext')) ?? ''
  const base = `CN=AuthN Policies,CN=AuthN Policy Configuration,CN=Services,${configuration}`
  const filter = equals('objectClass', 'msDS-AuthNPolicy')
  // A forest of before 2012 R2 has no such place.
  const policies = await connection.search({ base, filter, attributes: lifetimes }).catch(() => [])
  // Ticks without a sign, unlike other intervals (MS-ADA2 2.509).
  const seconds = policies
    .flatMap((policy) => lifetimes.map((name) => large(policy, name)))
    .map((ticks) => (ticks === undefined ? null : secondsFromInterval(ticks < 0n ? ticks : -ticks)))
    .filter((one) => one !== null)
  return seconds.length === 0 ? undefined : Math.max(...seconds) / 3_600
}

interface Wish {
  readonly account: AccountId
  readonly receipt: Parameters<Krbtgt['reset']>[1]
  readonly dc: string
  readonly until: AbortSignal
}

async function reset({ controllers, random }: KrbtgtDeps, wish: Wish): Promise<KeyWritten> {
  const { account, receipt, dc, until } = wish
  try {
    assertAnnounces(receipt, { type: 'krbtgt.resetting', account })
    const dn = dnOf(account)
    const [entry] = await controllers.readOn(dc, (one) => one.search({ base: dn, attributes: keyAttributes }))
    if (entry === undefined || !isKey(entry))
      return { was: 'refused', said: `account ${account} is no krbtgt`, lacksRight: false }
    const change = replacing(secret(randomPassword(anyRules, random)))
    const writer = await controllers.writerOn(dc)
    return await writer.turn(async (connection) =>
      until.aborted ? { was: 'unsent' } : writtenOf(await connection.modify(dn, [change])),
    )
  } catch (cause) {
    // Whatever fails before the modify changed nothing; a modify never throws.
    if (!(cause instanceof Fault)) throw cause
    return { was: 'unsent' }
  }
}

function writtenOf(changed: Changed): KeyWritten {
  switch (changed.answer) {
    case 'done':
      return { was: 'done' }
    case 'none':
      return { was: 'unknown' }
    case 'refused':
      return { was: 'refused', said: changed.diagnostic, lacksRight: isAboutRights(changed) }
  }
}
