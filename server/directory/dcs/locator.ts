import type { NetlogonResponse } from '@keyturn/protocols/cldap'
import { Fault, type Log } from '#kernel'
import type { ping } from './ping.ts'
import type { Resolver } from './resolver.ts'

export interface Dc {
  /** DNS name, which its certificate must hold. */
  readonly host: string
  readonly port: number
  /** false: an RODC, which is asked for nothing but what it is. One that answers no ping is taken for writable. */
  readonly writable: boolean
}

export interface LocatorDeps {
  readonly domain: string
  /** `host` or `host:port`; empty: those that the DNS names. */
  readonly domainControllers: readonly string[]
  readonly resolver: Resolver
  readonly ping: typeof ping
  readonly log: Log
}

export interface Locator {
  /**
   * The DCs in the order in which they should be asked: those that answered a ping first, near ones (by site) before
   * far ones. One that did not answer comes last and is tried none the less: UDP may be filtered where TCP is not.
   *
   * @throws {Fault} `directory.unavailable` if none is known.
   */
  find(): Promise<readonly Dc[]>
}

interface Candidate {
  readonly host: string
  readonly port: number
}

const ldapsPort = 636
const pingMs = 1_000

export function createLocator({ domain, domainControllers, resolver, ping, log }: LocatorDeps): Locator {
  async function candidates(): Promise<readonly Candidate[]> {
    if (domainControllers.length > 0) return domainControllers.map(parseHost)
    const records = await resolver.srv(`_ldap._tcp.dc._msdcs.${domain}`).catch((error: unknown) => {
      log.warn({ err: error, domain }, 'the DNS did not name the domain controllers')
      return []
    })
    // Weights only spread load among equals, and Keyturn's writes are better off on one DC.
    const sorted = [...records].toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
    const hosts = sorted.map(({ name }) => name.replace(/\.$/, '').toLowerCase())
    return hosts.filter(isOurs).map((host) => ({ host, port: ldapsPort }))
  }

  /**
   * DNS answers can be forged, and the CA may have signed for others than DCs: a name outside the domain would get the
   * service account's password. DCs that do have such names are listed in the configuration.
   */
  function isOurs(host: string): boolean {
    const ours = host.endsWith(`.${domain}`)
    if (!ours) log.warn({ host, domain }, 'the DNS names a domain controller outside the domain: not asked')
    return ours
  }

  async function look(candidate: Candidate) {
    const [address] = await resolver.addresses(candidate.host).catch(() => [])
    const response = address && (await ping(address, domain, pingMs))
    return { ...candidate, writable: response?.flags.has('writable') ?? true, rank: rankOf(response) }
  }

  return {
    async find() {
      const seen = await Promise.all((await candidates()).map(look))
      if (seen.length === 0) {
        throw new Fault(
          'directory.unavailable',
          `the DNS names no domain controller in ${domain}: no SRV record _ldap._tcp.dc._msdcs.${domain}`,
        )
      }
      const found = seen.toSorted((a, b) => a.rank - b.rank)
      log.info({ dcs: found }, 'domain controllers found')
      return found.map(({ host, port, writable }) => ({ host, port, writable }))
    },
  }
}

/** Lower comes first; equals stay in the order of the list or of the DNS. */
function rankOf(response: NetlogonResponse | undefined): number {
  if (response === undefined) return 2
  return response.flags.has('closest') ? 0 : 1
}

function parseHost(entry: string): Candidate {
  const [, host = entry, port] = /^([^:]+):(\d{1,5})$/.exec(entry) ?? []
  return { host: host.toLowerCase(), port: port === undefined ? ldapsPort : Number(port) }
}
