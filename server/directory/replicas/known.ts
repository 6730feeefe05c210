import { OrFilter } from 'ldapts'
import { parseGuid } from '@keyturn/protocols/ad'
import type { Connection } from '../dcs/connection.ts'
import { equals } from '../accounts/names.ts'
import { bytes, text, textsNamed, type Entry } from '../dcs/attributes.ts'

/** What the DCs know of each other. */
export interface KnownDcs {
  /** DNS names in lower case. */
  readonly writable: ReadonlySet<string>
  readonly readOnly: ReadonlySet<string>
  /** By `invocationId`, which stamps name a DC by. */
  readonly byInvocation: ReadonlyMap<string, string>
}

/**
 * The DCs of one domain, as one of them knows them (MS-ADTS 6.1.1.2.2.1.2.1.1): a writable one has the domain among its
 * master partitions, an RODC among its full replicas, and what has neither is a DC of another domain.
 */
export async function dcsKnownBy(connection: Connection, base: string): Promise<KnownDcs> {
  const [root] = await connection.search({ base: '', attributes: ['configurationNamingContext'] })
  const configuration = (root && text(root, 'configurationNamingContext')) ?? `CN=Configuration,${base}`
  const sites = `CN=Sites,${configuration}`
  const settings = await connection.search({
    base: sites,
    // An RODC is an nTDSDSARO; Samba 4.17 joins one as an nTDSDSA.
    filter: new OrFilter({ filters: ['nTDSDSA', 'nTDSDSARO'].map((name) => equals('objectClass', name)) }),
    attributes: ['invocationId', 'hasMasterNCs', 'msDS-hasMasterNCs', 'msDS-hasFullReplicaNCs'],
  })
  const servers = await connection.search({
    base: sites,
    filter: equals('objectClass', 'server'),
    attributes: ['dNSHostName'],
  })
  const hosts = new Map(servers.map((server) => [server.dn.toLowerCase(), text(server, 'dNSHostName')]))
  const known = {
    writable: new Set<string>(),
    readOnly: new Set<string>(),
    byInvocation: new Map<string, string>(),
  }
  for (const entry of settings) {
    const server = entry.dn.slice(entry.dn.indexOf(',') + 1)
    // One that has no name yet is told by its DN: it cannot be read, and is not left out.
    const host = hosts.get(server.toLowerCase())?.toLowerCase() ?? server
    const invocation = parseGuid(bytes(entry, 'invocationId') ?? new Uint8Array())
    if (invocation !== undefined) known.byInvocation.set(invocation, host)
    if (holds(entry, base, ['hasMasterNCs', 'msDS-hasMasterNCs'])) known.writable.add(host)
    else if (holds(entry, base, ['msDS-hasFullReplicaNCs'])) known.readOnly.add(host)
  }
  return known
}

function holds(entry: Entry, base: string, attributes: readonly string[]): boolean {
  return attributes.some((name) =>
    textsNamed(entry, name).some((dn) => dn.toLowerCase() === base.toLowerCase()),
  )
}
