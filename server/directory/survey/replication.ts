import { text, texts } from '../dcs/attributes.ts'
import type { Reader } from './ldap.ts'
import { equal, objectAttributes, objectOf } from './objects.ts'
import type { DomainLook, Neighbour, PsoLook, ReplicationLook } from './survey.ts'

const mostControllers = 1_000
const mostPsos = 500

export async function lookAtReplication(reader: Reader, { base }: DomainLook): Promise<ReplicationLook> {
  const root = await reader.read('', ['configurationNamingContext'])
  const configuration = (root && text(root, 'configurationNamingContext')) ?? `CN=Configuration,${base}`
  const controllers = await reader.find({
    base: configuration,
    filter: equal('objectClass', 'nTDSDSA'),
    attributes: ['name'],
    limit: mostControllers,
  })
  const head = await reader.read(base, ['msDS-NCReplInboundNeighbors'])
  const told = head === undefined ? [] : texts(head, 'msDS-NCReplInboundNeighbors')
  const neighbours = told.map(parseNeighbour).filter((one) => one !== undefined)
  return { controllers: controllers.length, neighbours: neighbours.length === 0 ? undefined : neighbours }
}

/** One value of `msDS-NCReplInboundNeighbors`: XML of a fixed form (MS-ADTS 3.1.1.4.5.27), read field by field. */
export function parseNeighbour(xml: string): Neighbour | undefined {
  const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  const [, server] = /CN=NTDS Settings,CN=([^,<]+)/i.exec(field('pszSourceDsaDN') ?? '') ?? []
  const failures = Number(field('cNumConsecutiveSyncFailures'))
  const lastResult = Number(field('dwLastSyncResult'))
  if (server === undefined || !Number.isInteger(failures) || !Number.isInteger(lastResult)) return undefined
  const success = Date.parse(field('ftimeLastSyncSuccess') ?? '')
  // 1601 stands for never.
  return { from: server, failures, lastResult, lastSuccess: success > 0 ? new Date(success) : undefined }
}

/** Password settings objects, which only administrators see until somebody lets others (MS-ADTS 6.1.1.4.11.1). */
export async function lookAtPsos(reader: Reader, { base }: DomainLook): Promise<PsoLook> {
  const dn = `CN=Password Settings Container,CN=System,${base}`
  const entry = await reader.read(dn, objectAttributes)
  const psos = await reader.find({
    base: dn,
    filter: equal('objectClass', 'msDS-PasswordSettings'),
    attributes: ['msDS-MinimumPasswordLength'],
    limit: mostPsos,
  })
  const readable = psos.filter((pso) => text(pso, 'msDS-MinimumPasswordLength') !== undefined)
  return { container: entry && objectOf(entry), seen: psos.length, readable: readable.length }
}
