import { answer, route, type Route } from '#http'
import { Fault } from '#kernel'
import type { Tunnels } from './tunnels.ts'

export function tunnelsRoutes(tunnels: Tunnels): readonly Route[] {
  return [
    route('device.tunnel-certificate', async ({ body, device, origin }) => {
      if (device === undefined) throw new Fault('device.unknown', 'a device route without a proved device')
      return answer(await tunnels.certify(body, { device, origin }))
    }),
    route('admin.tunnel-ca', async () => answer({ certificate: tunnels.caCertificate() })),
  ]
}
