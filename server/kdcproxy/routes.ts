import { answer, route, type Route } from '#http'
import type { KdcProxy } from './kdc-proxy.ts'

export function kdcProxyRoutes(proxy: KdcProxy): readonly Route[] {
  return [
    route('kdc-proxy.pass', async ({ body, origin, signal }) =>
      answer(await proxy.pass(body, origin.address, signal)),
    ),
  ]
}
