import { answer, route, type Route } from '#http'
import type { Inventories } from './inventories.ts'

export function inventoryRoutes(inventories: Inventories): readonly Route[] {
  return [
    route('admin.inventory', async ({ body: { by, ownerAttribute }, origin }) =>
      answer(await inventories.inventory({ by, origin }, ownerAttribute)),
    ),
    route('admin.hygiene', async ({ body: { by }, origin }) =>
      answer(await inventories.hygiene({ by, origin })),
    ),
  ]
}
