import { z } from 'zod'
import { base64url, instant, publicKey, sid } from './common.ts'
import { triedResources } from './fleet/resources.ts'
import { deviceChallenge, launchId } from './reset.ts'

/**
 * By this name a person tells on the page whether a password is going to her own computer: no two look alike by
 * another script, an invisible character or the direction of writing.
 */
const deviceName = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/)

/** A computer joins with a one-time key. It keeps two private keys; these are their public halves. */
export const enrolDevice = z.strictObject({
  key: z.string().min(16).max(128),
  name: deviceName,
  system: z.enum(['linux', 'windows']),
  signingKey: publicKey,
  sealingKey: publicKey,
})
/** `serverKey`: what the device pins; only statements signed by it are ever obeyed. */
export const deviceEnrolled = z.object({ device: z.string(), serverKey: publicKey, portal: z.url() })

/** `accounts`: SIDs of the people who have a cached logon here; only for them is a password ever sealed. */
export const startLaunch = z.strictObject({ sealingKey: publicKey, accounts: z.array(sid).max(200) })
export const launched = z.object({
  launch: launchId,
  nonce: base64url,
  created: instant,
  expires: instant,
  /** Where the person resets. */
  portal: z.url(),
})

/** `statement` and `signature` are the exact bytes (protocols/refresh), base64url; `sealed` is HPKE `enc ‖ ciphertext`. */
export const launchView = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  z.object({
    state: z.literal('done'),
    statement: base64url,
    signature: base64url,
    sealed: base64url,
  }),
  z.object({ state: z.literal('ended'), why: z.enum(['late', 'refused', 'fetched', 'not-cached-here']) }),
])
export type LaunchView = z.infer<typeof launchView>

export const refreshPath = z.enum(['direct', 'vpn', 'kdc-proxy', 'no-network'])
export type RefreshPath = z.infer<typeof refreshPath>

/** Why a cached logon was not refreshed. Each has its sentence in web/words and the agent's words. */
export const notRefreshedWhy = z.enum([
  'no-way-to-dc',
  'vpn-did-not-open',
  'vpn-without-dc',
  'dc-does-not-have-it-yet',
  'kdc-not-proved',
  'clock-off',
  'logon-refused',
  'proof-failed',
  'not-cached-here',
  'caching-off',
  'statement-refused',
  'wrong-response',
  'cache-not-understood',
  'interrupted',
])
export type NotRefreshedWhy = z.infer<typeof notRefreshedWhy>

/** One path that was tried, and what it came to. */
const pathAttempt = z.strictObject({
  path: refreshPath,
  came: z.enum(['done', ...notRefreshedWhy.options]),
})
export type PathAttempt = z.infer<typeof pathAttempt>
/** In the order in which they were made. Not there: an older agent, or nothing was tried. */
const attempts = z.array(pathAttempt).max(12).optional()

/** `launch`: the one that the device opened, the challenge that it showed without a network, or a follow order's id. */
export const refreshReport = z.strictObject({
  launch: launchId.or(deviceChallenge),
  account: sid,
  outcome: z.discriminatedUnion('refreshed', [
    z.strictObject({
      refreshed: z.literal(true),
      path: refreshPath,
      tookMs: z.int().nonnegative(),
      attempts,
    }),
    z.strictObject({
      refreshed: z.literal(false),
      why: notRefreshedWhy,
      tried: z.array(refreshPath).max(8),
      attempts,
    }),
  ]),
})

/** After a report that it was refreshed, for the person of that launch. */
export const resourcesReport = z.strictObject({ launch: launchId, resources: triedResources })

/** What a device needs to do without a network (protocols/no-network): exact bytes and signature, base64url. */
export const noNetworkAgreement = z.object({ agreement: base64url, signature: base64url })

/** When the directory last took a password for these accounts, so that a device can tell a stale cached logon. */
export const askFreshness = z.strictObject({ accounts: z.array(sid).min(1).max(50) })
export const freshness = z.object({
  accounts: z.array(z.object({ account: sid, passwordLastSet: instant.nullable() })),
})

/** `key`: a P-256 public key (SubjectPublicKeyInfo, 91 bytes) that the device made for this one tunnel. */
export const askCertificate = z.strictObject({ launch: launchId, key: base64url.length(122) })
/** PEM. Asked again with the same key, it is the same one. */
export const tunnelCertificate = z.object({ certificate: z.string().max(4_096), expires: instant })

/** PEM, for the VPN gateway to trust; null: the server issues no certificates. */
export const tunnelCa = z.object({ certificate: z.string().nullable() })

/** What devices run as root where they take it from here: JSON, whose shape is theirs to judge. */
export const setDeviceSettings = z.strictObject({
  settings: z
    .record(z.string(), z.json())
    .refine((settings) => JSON.stringify(settings).length <= 80_000, 'is too long'),
  /** The version counts on from here where devices know a newer one than a server that was restored. */
  after: z.int().min(0).max(99_999_999).default(0),
})
export const deviceSettingsSet = z.object({ version: z.int() })
/** The exact bytes (protocols/refresh), base64url; null: nobody has set any. */
export const deviceSettings = z.object({
  signed: z.object({ settings: base64url, signature: base64url }).nullable(),
})
