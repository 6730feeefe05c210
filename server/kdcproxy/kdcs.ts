import type { KerberosService } from '@keyturn/protocols/kkdcp'
import type { Directory, DomainController } from '#directory'
import { Fault, type Log } from '#kernel'
import { createConnections } from './connections.ts'
import { createLookup } from './lookup.ts'

export interface KdcsDeps {
  readonly directory: Pick<Directory, 'domainControllers'>
  readonly ports: Readonly<Record<KerberosService, number>>
  readonly log: Log
}

/** The KDCs of the domain: one on each of its DCs. */
export interface Kdcs extends Disposable {
  /**
   * What the first one that answers says. The next DC is asked when one cannot be reached, or says nothing; but a change
   * of a password that was sent is sent to no other: it may have been made, and would be refused as the old one.
   *
   * @throws {Fault} `kdc-proxy.no-kdc`
   */
  ask(service: KerberosService, framed: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
}

export const usualPorts: Readonly<Record<KerberosService, number>> = { kdc: 88, kpasswd: 464 }
/** For all DCs together; clients give up at about this time themselves. */
const patienceMs = 12_000
/** A DC that failed is asked after the others for so long. */
const restMs = 10_000
const retryAfterSeconds = 5

export function createKdcs({ directory, ports, log }: KdcsDeps): Kdcs {
  const resting = new Map<string, number>()
  const dns = createLookup()
  const connections = createConnections()
  const isResting = ({ host }: DomainController) => (resting.get(host) ?? 0) > performance.now()

  async function inOrder(service: KerberosService): Promise<readonly DomainController[]> {
    const all = await directory.domainControllers()
    // An RODC has no passwords to change.
    const able = all.filter(({ writable }) => writable || service === 'kdc')
    return able.toSorted((a, b) => Number(isResting(a)) - Number(isResting(b)))
  }

  return {
    async ask(service, framed, gone) {
      using patience = within(gone, patienceMs)
      const { signal } = patience
      for (const { host } of await inOrder(service)) {
        const to = { host, port: ports[service], lookup: dns.lookup }
        const got = await (service === 'kdc'
          ? connections.exchange(to, framed, signal)
          : connections.exchangeAlone(to, framed, signal))
        if (got.ok) {
          resting.delete(host)
          return got.answer
        }
        if (gone.aborted) break
        resting.set(host, performance.now() + restMs)
        dns.forget(host)
        connections.forget(host)
        log.warn({ dc: host, service, why: got.why }, 'a KDC did not answer')
        if (signal.aborted || (got.wasSent && service === 'kpasswd')) break
      }
      throw new Fault('kdc-proxy.no-kdc', `no DC answered for ${service}`, { retryAfterSeconds })
    },
    [Symbol.dispose]: () => connections[Symbol.dispose](),
  }
}

/** Aborted with this one, or after so long. Nothing of it is left behind, as there is of `AbortSignal.timeout`. */
function within(gone: AbortSignal, ms: number): Disposable & { readonly signal: AbortSignal } {
  const over = new AbortController()
  const abort = () => over.abort()
  const timer = setTimeout(abort, ms)
  gone.addEventListener('abort', abort)
  if (gone.aborted) abort()
  return {
    signal: over.signal,
    [Symbol.dispose]() {
      clearTimeout(timer)
      gone.removeEventListener('abort', abort)
    },
  }
}
