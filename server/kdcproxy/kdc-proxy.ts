import { formatProxyMessage, parseProxyMessage, serviceFor, unframed } from '@keyturn/protocols/kkdcp'
import type { KerberosService } from '@keyturn/protocols/kkdcp'
import type { AuditLog } from '#audit'
import type { Directory } from '#directory'
import { createRate, tooMany } from '#http'
import { Fault, type Clock, type Log } from '#kernel'
import { createKdcs, usualPorts } from './kdcs.ts'
import { createTally, type Refusal } from './tally.ts'

export interface KdcProxyConfig {
  readonly enabled: boolean
  /** In upper case. */
  readonly realms: readonly string[]
  /** Messages of one address, on average and at once. */
  readonly perSecond: number
  readonly atOnce: number
}

export interface KdcProxyDeps {
  readonly directory: Pick<Directory, 'domainControllers'>
  /**
   * May passwords be changed through here at this moment? Asked for each request to change one, and for no other; what it
   * throws, the request ends with.
   */
  readonly takesChanges: () => Promise<boolean>
  readonly audit: Pick<AuditLog, 'append'>
  readonly clock: Clock
  readonly log: Log
  /** Where KDCs listen. Default: 88 and 464. */
  readonly ports?: Readonly<Record<KerberosService, number>>
}

export interface KdcProxy extends AsyncDisposable {
  /**
   * Passes one KDC-PROXY-MESSAGE on, and gives the answer as another.
   *
   * @param signal aborted when the client went away: then nobody waits for the KDC any more.
   * @throws {Fault} `request.not-found` while it is switched off; `request.invalid`, `request.too-many`, `request.busy`;
   *   `kdc-proxy.realm-refused`; `portal.closed` for a change of a
   *   password while none may be made; `kdc-proxy.no-kdc`: a change of password may have been made none the less.
   */
  pass(body: Uint8Array, address: string, signal: AbortSignal): Promise<Uint8Array>
}

/** Connections to KDCs. A DC answers some hundred messages a second, so that more would only wait there. */
const mostAtOnce = 256
const busySeconds = 2

export function createKdcProxy(config: KdcProxyConfig, deps: KdcProxyDeps): KdcProxy {
  const { clock, ports = usualPorts } = deps
  const realms = new Set(config.realms)
  const rate = createRate(config, clock)
  const kdcs = createKdcs({ ...deps, ports })
  const tally = createTally(deps)
  let underWay = 0

  function refuse(why: Refusal, fault: Fault): never {
    tally.refused(why)
    throw fault
  }

  /** What passes, and to which service. */
  function understood(body: Uint8Array): { readonly framed: Uint8Array; readonly service: KerberosService } {
    const { framed, realm } = parseProxyMessage(body) ?? {}
    const message = framed && unframed(framed)
    const service = message && serviceFor(message)
    if (framed === undefined || service === undefined || realm === undefined) {
      return refuse('malformed', new Fault('request.invalid', 'not a Kerberos request for a realm'))
    }
    if (!realms.has(realm.toUpperCase())) {
      return refuse('realm', new Fault('kdc-proxy.realm-refused', 'a realm that is not in kdcProxy.realms'))
    }
    return { framed, service }
  }

  return {
    async pass(body, address, signal) {
      if (!config.enabled) throw new Fault('request.not-found', 'kdcProxy.enabled is false')
      const waitSeconds = rate.take(address)
      if (waitSeconds > 0) refuse('tooMany', tooMany(waitSeconds))
      const { framed, service } = understood(body)
      if (service === 'kpasswd' && !(await deps.takesChanges())) {
        refuse('closed', new Fault('portal.closed', 'a change of a password by the KDC proxy'))
      }
      if (underWay >= mostAtOnce) {
        const retryAfterSeconds = busySeconds
        refuse('busy', new Fault('request.busy', 'too many wait for a KDC', { retryAfterSeconds }))
      }
      underWay++
      try {
        const answer = await kdcs.ask(service, framed, signal)
        tally.passed()
        return formatProxyMessage({ framed: answer })
      } catch (cause) {
        if (!signal.aborted) tally.refused('noKdc')
        throw cause
      } finally {
        underWay--
      }
    },
    async [Symbol.asyncDispose]() {
      kdcs[Symbol.dispose]()
      await tally[Symbol.asyncDispose]()
    },
  }
}
