import type { Sid } from '@keyturn/protocols/ad'
import { answer, route, type Route } from '#http'
import { Fault } from '#kernel'
import type { Devices } from './devices.ts'

export function devicesRoutes(devices: Devices): readonly Route[] {
  const { launches, enrolments } = devices
  return [
    route('device.enrol', async ({ body, origin }) => answer(await devices.enrol(body, origin))),
    route('device.launch', async ({ body, device, origin }) =>
      answer(await launches.start(body, { device: proved(device), origin })),
    ),
    route('device.launch-view', async ({ params, query, device, origin, signal }) => {
      const waiting = { ms: query.waitSeconds * 1000, signal }
      return answer(await launches.view(params.launch, { device: proved(device), origin }, waiting))
    }),
    route('device.report', async ({ body, device, origin }) => {
      await devices.report(body, { device: proved(device), origin })
      return answer({})
    }),
    route('device.resources', async ({ body, device, origin }) => {
      await launches.resources(body, { device: proved(device), origin })
      return answer({})
    }),
    route('device.no-network', async ({ device }) => answer(devices.noNetwork(proved(device)))),
    route('device.freshness', async ({ body, device }) => {
      proved(device)
      return answer(await devices.freshness(body.accounts as Sid[]))
    }),
    route('device.check-in', async ({ body, device, origin }) => {
      const by = { device: proved(device), origin }
      const told = await devices.fleet.checkIn(body, by)
      return answer({ ...told, incidents: [...(await devices.incidents.offersFor(body.nonce, by))] })
    }),
    route('device.incident-report', async ({ body, device, origin }) => {
      await devices.incidents.report(body, { device: proved(device), origin })
      return answer({})
    }),
    route('admin.device-incident', async ({ body, origin }) =>
      answer(await devices.incidents.order(body, origin)),
    ),
    route('admin.device-incidents', async ({ query }) => answer(await devices.incidents.page(query))),
    route('device.forgot', async ({ body, device, origin }) => {
      await devices.fleet.forgot(body, { device: proved(device), origin })
      return answer({})
    }),
    route('admin.device-logons', async ({ query }) => answer(await devices.fleet.page(query))),
    route('admin.device-forget', async ({ body }) => answer(await devices.fleet.forget(body))),
    route('admin.device-assign', async ({ body }) => answer(await devices.fleet.assign(body))),
    route('device.settings', async ({ device }) => answer(await devices.settings.of(proved(device)))),
    route('admin.device-settings', async ({ body }) => answer(await devices.settings.set(body))),
    route('admin.device-key', async ({ body }) => answer(await enrolments.makeKey(body))),
    route('admin.devices', async () => answer(await enrolments.list())),
    route('admin.device-remove', async ({ params }) => answer(await enrolments.remove(params.id))),
  ]
}

/** The edge has checked it already, since the contract asks for it; this makes a mistake there an error, not a hole. */
function proved(device: string | undefined): string {
  if (device === undefined) throw new Fault('device.unknown', 'a device route without a proved device')
  return device
}
