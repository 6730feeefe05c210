import type { ping } from '../dcs/ping.ts'
import type { Resolver } from '../dcs/resolver.ts'
import { large, text, texts, type Entry } from '../dcs/attributes.ts'
import { lookAtCertificate } from './certificates.ts'
import { readRoot } from './ldap.ts'
import type { Address, DcLook, DcName, Located, RootLook } from './survey.ts'

export interface LookDeps {
  readonly domain: string
  readonly ca: string
  readonly resolver: Resolver
  readonly ping: typeof ping
  readonly timeoutMs: number
}

const ldapsPort = 636

/** Those of the configuration; else those that the DNS names. */
export async function locate(
  configured: readonly string[],
  { domain, resolver }: Pick<LookDeps, 'domain' | 'resolver'>,
): Promise<Located> {
  const record = `_ldap._tcp.dc._msdcs.${domain}`
  const found = await resolver
    .srv(record)
    .catch((error: NodeJS.ErrnoException) => error.code ?? error.message)
  const named =
    typeof found === 'string' ? [] : found.map(({ name }) => name.replace(/\.$/, '').toLowerCase())
  const list =
    configured.length > 0 ? configured.map(parseDc) : named.map((host) => ({ host, port: ldapsPort }))
  return {
    record,
    named,
    problem: typeof found === 'string' ? found : undefined,
    controllers: list.filter(({ host }) => configured.length > 0 || host.endsWith(`.${domain}`)),
  }
}

function parseDc(entry: string): DcName {
  const [, host = entry, port] = /^([^:]+):(\d{1,5})$/.exec(entry) ?? []
  return { host: host.toLowerCase(), port: port === undefined ? ldapsPort : Number(port) }
}

/** All that can be seen of a DC without a password. */
export async function lookAt({ host, port }: DcName, deps: LookDeps): Promise<DcLook> {
  const addresses = await deps.resolver.addresses(host).catch(() => [])
  const [address] = addresses
  const name = { host, port, addresses }
  if (address === undefined) {
    return { ...name, pong: undefined, tls: { reached: false, why: 'ENOTFOUND' }, root: undefined }
  }
  const { ca, timeoutMs } = deps
  const door = { host, port, address, ca, timeoutMs }
  const [pong, tls] = await Promise.all([pingWith(address, deps), lookAtCertificate(door)])
  const root = tls.reached ? await lookAtRoot(() => readRoot(door, rootAttributes)) : undefined
  return { ...name, pong, tls, root }
}

async function pingWith(address: Address, { domain, ping, timeoutMs }: LookDeps) {
  const began = performance.now()
  const response = await ping(address, domain, timeoutMs)
  if (response === undefined) return undefined
  const { flags, dcSite, clientSite } = response
  return { ms: performance.now() - began, isWritable: flags.has('writable'), dcSite, clientSite }
}

const rootAttributes = [
  'currentTime',
  'supportedControl',
  'isSynchronized',
  'highestCommittedUSN',
  'defaultNamingContext',
]

async function lookAtRoot(read: () => Promise<Entry | undefined>): Promise<RootLook | undefined> {
  // The first one pays for the connection; its clock is the one that counts.
  const began = performance.now()
  const root = await read()
  const ms = performance.now() - began
  if (root === undefined) return undefined
  return {
    ms,
    currentTime: dateOf(text(root, 'currentTime') ?? ''),
    controls: new Set(texts(root, 'supportedControl')),
    isSynchronized: text(root, 'isSynchronized') !== 'FALSE',
    usn: large(root, 'highestCommittedUSN'),
  }
}

/** GeneralizedTime: `20261121030000.0Z`. */
function dateOf(time: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(time)
  if (parts === null) return undefined
  const [year = 0, month = 1, ...rest] = parts.slice(1).map(Number)
  return new Date(Date.UTC(year, month - 1, ...rest))
}
