import { z } from 'zod'

const realm = z
  .string()
  .regex(/^[A-Za-z0-9.-]{1,255}$/, 'write a realm as CORP.EXAMPLE')
  .transform((name) => name.toUpperCase())

/** Kerberos by HTTPS for computers that reach nothing else (MS-KKDCP). */
export const kdcProxySettings = z
  .strictObject({
    enabled: z.boolean().default(false),
    /** Of the configured domain: every name that clients call it by, its NetBIOS name too if they do. */
    realms: z.array(realm).max(20).default([]),
    /** Messages per second and address, on average, and at once; a log-on takes about six. */
    perSecond: z.int().min(1).max(10_000).default(20),
    atOnce: z.int().min(1).max(100_000).default(400),
  })
  .refine(({ enabled, realms }) => !enabled || realms.length > 0, {
    path: ['realms'],
    message: 'is empty: write the realms that are passed on, as [CORP.EXAMPLE]',
  })
