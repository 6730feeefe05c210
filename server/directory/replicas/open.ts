import { OrFilter, SubstringFilter } from 'ldapts'
import { guidBytes, trustAccount, workstationAccount, normalUserAccount } from '@keyturn/protocols/ad'
import { Fault, type AccountId, type Log } from '#kernel'
import { idOf } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { both, equals } from '../accounts/names.ts'
import type { Protection } from '../accounts/protection.ts'
import { createCensus } from '../census/censuses.ts'
import { integer, text } from '../dcs/attributes.ts'
import type { Connection } from '../dcs/connection.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { Dc } from '../dcs/locator.ts'
import type { Resolver } from '../dcs/resolver.ts'
import { inParts } from '../people/membership.ts'
import { dcsKnownBy } from './known.ts'
import type { OnReplica, Replica, Replicas } from './replicas.ts'
import { onReplica, passwordAttributes } from './stamps.ts'

export interface ReplicasDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly protection: Protection
  readonly resolver: Resolver
  /** As configured: `host` or `host:port`. */
  readonly domainControllers: readonly string[]
  readonly open: (dc: Dc) => Promise<Connection>
  readonly log: Log
}

const ldapsPort = 636
const kinds = [normalUserAccount, workstationAccount, trustAccount]
const principals = new OrFilter({ filters: kinds.map((kind) => equals('sAMAccountType', String(kind))) })

export function createReplicas(deps: ReplicasDeps): Replicas {
  return {
    async open() {
      await using stack = new AsyncDisposableStack()
      const domain = await deps.domain()
      const found = await deps.controllers.read((connection) => dcsKnownBy(connection, domain.base))
      const byInvocation = new Map(found.byInvocation)
      const readOnly = new Set(found.readOnly)
      const waiting = new Set([...found.writable, ...(await namedByDns(deps, domain))])
      const read: Replica[] = []
      const unread: { dc: string; why: string }[] = []
      // Grows while it is walked: a DC may know of others that the first one has not heard of.
      for (const dc of waiting) {
        if (readOnly.has(dc)) continue
        try {
          const connection = await deps.open({ host: dc, port: portOf(dc, deps), writable: true })
          stack.defer(() => connection.close())
          const more = await dcsKnownBy(connection, domain.base)
          for (const [id, name] of more.byInvocation) byInvocation.set(id, name)
          for (const name of more.readOnly) readOnly.add(name)
          for (const name of more.writable) waiting.add(name)
          read.push(replicaOn(connection, domain, { ...deps, byInvocation }))
        } catch (cause) {
          if (!(cause instanceof Fault)) throw cause
          deps.log.warn({ dc, why: cause.message }, 'a domain controller could not be read')
          unread.push({ dc, why: cause.message })
        }
      }
      if (read.length === 0) throw new Fault('directory.unavailable', 'no domain controller could be read')
      const held = stack.move()
      return {
        domain: domain.dns,
        read,
        unread,
        readOnly: [...readOnly].toSorted(),
        [Symbol.asyncDispose]: () => held.disposeAsync(),
      }
    },
  }
}

/** Only names inside the domain: whoever forges an answer of the DNS gets no log-on of the service account. */
async function namedByDns({ resolver, log }: ReplicasDeps, { dns }: Domain): Promise<readonly string[]> {
  const records = await resolver.srv(`_ldap._tcp.dc._msdcs.${dns}`).catch((error: unknown) => {
    log.warn({ err: error }, 'the DNS did not name the domain controllers')
    return []
  })
  const names = records.map(({ name }) => name.replace(/\.$/, '').toLowerCase())
  return names.filter((name) => name.endsWith(`.${dns}`))
}

function portOf(host: string, { domainControllers }: ReplicasDeps): number {
  const own = domainControllers.find((entry) => entry.toLowerCase().startsWith(`${host}:`))
  return own === undefined ? ldapsPort : Number(own.slice(host.length + 1))
}

interface ReplicaDeps extends ReplicasDeps {
  readonly byInvocation: ReadonlyMap<string, string>
}

function replicaOn(connection: Connection, domain: Domain, deps: ReplicaDeps): Replica {
  const { dc } = connection
  // Whatever is asked of it is asked of this DC: it has no other one.
  const controllers: Controllers = {
    read: (work) => work(connection),
    readOn: (_, work) => work(connection),
    writerOn: () => Promise.reject(new Fault('directory.refused', 'this only reads')),
    writer: () => Promise.reject(new Fault('directory.refused', 'this only reads')),
    chosen: () => Promise.reject(new Fault('directory.refused', 'this only reads')),
    answering: () => Promise.reject(new Fault('directory.refused', 'this only reads')),
    [Symbol.asyncDispose]: () => connection.close(),
  }
  return {
    dc,
    census: createCensus({ controllers, domain: async () => domain, protection: deps.protection }),

    async passwords(ids) {
      const found = new Map<AccountId, OnReplica>()
      const named = ids.map(guidBytes).filter((bytes) => bytes !== undefined)
      for (const filter of inParts(named.map((bytes) => equals('objectGUID', bytes)))) {
        const search = { base: domain.base, filter, attributes: passwordAttributes }
        for (const entry of await connection.search(search)) {
          const id = idOf(entry)
          if (id !== undefined) found.set(id, onReplica(entry, dc, deps.byInvocation))
        }
      }
      return found
    },

    async krbtgts() {
      // `krbtgt`, and `krbtgt_12345` of each RODC (MS-ADTS 6.1.1.3.4).
      const named = new SubstringFilter({ attribute: 'sAMAccountName', initial: 'krbtgt' })
      const attributes = [...passwordAttributes, 'msDS-KeyVersionNumber']
      const entries = await connection.search({
        base: domain.base,
        filter: both(named, principals),
        attributes,
      })
      return entries
        .filter((entry) => /^krbtgt(_\d+)?$/i.test(text(entry, 'sAMAccountName') ?? ''))
        .map((entry) => {
          const { on, sAMAccountName: account } = onReplica(entry, dc, deps.byInvocation)
          const changed = on.is === 'there' ? (on.key?.at ?? null) : null
          return { account, dc, keyVersion: keyVersionOf(integer(entry, 'msDS-KeyVersionNumber')), changed }
        })
    },
  }
}

/** Of an RODC's krbtgt the upper half is the number of the RODC (MS-KILE 3.1.5.8). */
function keyVersionOf(number: number | undefined): number | null {
  return number === undefined ? null : number & 0xffff
}
