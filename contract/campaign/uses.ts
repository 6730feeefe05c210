import { z } from 'zod'
import { instant } from '../common.ts'

/** How an account is used somewhere: what runs as it, what holds its keys, or only that it logged on. */
export const useKind = z.enum(['unit', 'task', 'service', 'keytab', 'log-on'])
export type UseKind = z.infer<typeof useKind>

/** As the place itself writes it: sAMAccountName, DOMAIN\name, UPN, or a service principal name. */
const name = z.string().min(1).max(320)
const place = z.string().min(1).max(255)
const detail = z.string().max(300)

/** What a device sees of itself; it replaces what it told before. */
export const deviceUses = z.strictObject({
  host: place,
  uses: z.array(z.strictObject({ name, kind: useKind.exclude(['log-on']), detail })).max(500),
})

/** From logs of domain controllers and lists of others; each adds to what is known. */
export const importUses = z.strictObject({
  by: z.string().trim().min(1).max(80),
  uses: z
    .array(z.strictObject({ name, place, kind: useKind, detail, seen: instant.nullable() }))
    .min(1)
    .max(20_000),
})
/** `others`: of no service account of this domain, and not kept. */
export const usesImported = z.object({ kept: z.int(), others: z.int() })

export const accountUse = z.object({ place, kind: useKind, detail, seen: instant })
export type AccountUse = z.infer<typeof accountUse>
