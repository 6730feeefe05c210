import { EqualityFilter } from 'ldapts'
import { parseSid, type Sid } from '@keyturn/protocols/ad'
import { Fault } from '#kernel'
import { bytes, text } from '../dcs/attributes.ts'
import type { Connection } from '../dcs/connection.ts'
import type { Controllers } from '../dcs/controllers.ts'

/** What never changes about a domain while Keyturn runs. */
export interface Domain {
  /** `DC=corp,DC=example` */
  readonly base: string
  /** `corp.example`, lower case. */
  readonly dns: string
  /** `CORP` */
  readonly netbios: string
  readonly sid: Sid
}

/** Read once, when it is needed first: a server may start while no DC answers. */
export function createDomain(controllers: Controllers, dns: string): () => Promise<Domain> {
  let known: Promise<Domain> | undefined
  return () =>
    (known ??= controllers
      .read((connection) => readDomain(connection, dns))
      .catch((cause: unknown) => {
        known = undefined
        throw cause
      }))
}

async function readDomain(connection: Connection, dns: string): Promise<Domain> {
  const [root] = await connection.search({
    base: '',
    attributes: ['defaultNamingContext', 'configurationNamingContext'],
  })
  const base = root && text(root, 'defaultNamingContext')
  const configuration = root && text(root, 'configurationNamingContext')
  if (base === undefined || configuration === undefined) {
    throw new Fault('directory.unavailable', `${connection.dc} is not an Active Directory domain controller`)
  }
  const [head] = await connection.search({ base, attributes: ['objectSid'] })
  const [partition] = await connection.search({
    base: `CN=Partitions,${configuration}`,
    filter: new EqualityFilter({ attribute: 'nCName', value: base }),
    attributes: ['nETBIOSName', 'dnsRoot'],
  })
  const sid = parseSid((head && bytes(head, 'objectSid')) ?? new Uint8Array())
  const netbios = partition && text(partition, 'nETBIOSName')
  const found = partition && text(partition, 'dnsRoot')?.toLowerCase()
  if (sid === undefined || netbios === undefined) {
    throw new Fault('directory.refused', `the service account cannot read what the domain ${dns} is called`)
  }
  if (found !== dns) throw new Fault('config.invalid', `${connection.dc} belongs to ${found}, not to ${dns}`)
  return { base, dns, netbios, sid }
}
