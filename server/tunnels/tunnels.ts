import type { RouteAnswer, RouteBody } from '@keyturn/contract'
import { p256Key } from '@keyturn/protocols/pki'
import type { Audit } from '#audit'
import type { Devices } from '#devices'
import { Fault, type Clock, type Origin } from '#kernel'
import type { TunnelCa } from './ca.ts'
import type { Issued, TunnelStore } from './store.ts'

export interface TunnelsDeps {
  readonly store: TunnelStore
  readonly audit: Audit
  readonly launches: Pick<Devices['launches'], 'stage'>
  /** undefined: no certificates are issued. */
  readonly ca: TunnelCa | undefined
  /** Also for a launch at which nobody has proved anything yet: who has the device then has the tunnel. */
  readonly dangerouslyBeforeReset: boolean
  readonly clock: Clock
}

export interface Tunnels {
  /**
   * One certificate for this device and this launch. Its serial is in the audit log before it is given out.
   *
   * @throws {Fault} `tunnel.refused` when none is issued, now or at all: the log says why.
   */
  certify(
    wish: RouteBody<'device.tunnel-certificate'>,
    by: { readonly device: string; readonly origin: Origin },
  ): Promise<RouteAnswer<'device.tunnel-certificate'>>
  /** What gateways have to trust. */
  caCertificate(): string | null
  /** Forgets what is long over. To be called now and then. */
  sweep(): Promise<void>
}

const keptMs = 30 * 24 * 60 * 60 * 1000

export function createTunnels(deps: TunnelsDeps): Tunnels {
  const { store, audit, ca, clock } = deps
  return {
    caCertificate: () => ca?.certificate ?? null,
    sweep: () => store.forget(new Date(clock().getTime() - keptMs)),

    async certify({ launch, key: text }, { device, origin }) {
      if (ca === undefined) throw refused('no certificates are issued')
      const key = p256Key(Buffer.from(text, 'base64url'))
      if (key === undefined) throw new Fault('request.invalid', 'key')
      await requireStage(launch, device, deps)
      const before = await store.find(launch)
      if (before !== undefined) return answerWith(before, text)
      const { certificate, serial, expires } = ca.certify(device, key)
      const facts = { device, launch, serial, expires: expires.toISOString() }
      await audit.append({ type: 'tunnel.certified', account: null, origin, outcome: 'ok', facts })
      return answerWith(await store.keep({ launch, device, key: text, certificate, expires }), text)
    },
  }
}

async function requireStage(
  launch: string,
  device: string,
  { launches, dangerouslyBeforeReset }: TunnelsDeps,
): Promise<void> {
  const stage = await launches.stage(launch, device)
  const isTime = stage === 'fetched' || (stage === 'open' && dangerouslyBeforeReset)
  if (!isTime) throw refused(`launch ${launch} of device ${device} is ${stage}`)
}

/** The answer to a repeated question, not a second certificate: another key gets none. */
function answerWith({ launch, key, certificate, expires }: Issued, asked: string) {
  if (key !== asked) throw refused(`launch ${launch} has its certificate already`)
  return { certificate, expires: expires.toISOString() }
}

function refused(why: string): Fault {
  return new Fault('tunnel.refused', why)
}
