import { answer, route, type Route } from '#http'
import { sentOf } from '../sent.ts'
import type { Shapes } from './shape.ts'

export function rehearsalRoutes(shapes: Shapes): readonly Route[] {
  return [
    route('admin.campaign-shape', async ({ body, origin }) => {
      const read = await shapes.read(sentOf(body), { by: body.by, origin })
      return answer(read.ok ? read : { ...read, problems: [...read.problems] })
    }),
  ]
}
