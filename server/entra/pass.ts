import { z } from 'zod'

/** `temporaryAccessPassAuthenticationMethod` of Graph v1.0, as its creation answers it and no other request ever does. */
const method = z.object({
  temporaryAccessPass: z.string().min(1),
  startDateTime: z.iso.datetime({ offset: true }),
  lifetimeInMinutes: z.int().positive(),
})

export function readPass(body: unknown) {
  const read = method.safeParse(body)
  if (!read.success) return undefined
  const { temporaryAccessPass: pass, startDateTime, lifetimeInMinutes: minutes } = read.data
  return { pass, from: new Date(startDateTime), minutes }
}
