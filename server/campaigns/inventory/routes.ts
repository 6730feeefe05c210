import { answer, route, type Route } from '#http'
import { Fault } from '#kernel'
import type { Inventories } from './inventories.ts'

export function inventoryRoutes(inventories: Inventories): readonly Route[] {
  return [
    route('admin.inventory', async ({ body: { by, ...asked }, origin }) =>
      answer(await inventories.inventory({ by, origin }, asked)),
    ),
    route('admin.uses', async ({ body: { by, uses }, origin }) =>
      answer(await inventories.take({ by, origin }, uses)),
    ),
    route('device.uses', async ({ body, device }) => {
      if (device === undefined) throw new Fault('device.unknown', 'no device proved this request')
      await inventories.report(device, body)
      return answer({})
    }),
    route('admin.hygiene', async ({ body: { by }, origin }) =>
      answer(await inventories.hygiene({ by, origin })),
    ),
  ]
}
