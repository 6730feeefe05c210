import { z } from 'zod'

const file = z.string().startsWith('/', 'write an absolute path')

const cardAddress = {
  address: z.union([z.ipv4(), z.ipv6()]).default('0.0.0.0'),
  port: z.int().min(1).max(65_535),
}

/** WebAuthn. `attestation`: only authenticators that their makers vouch for. */
const passkey = z.strictObject({
  rpId: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'write a domain that the portal is in')
    .optional(),
  origins: z
    .array(z.url({ protocol: /^https$/, error: 'write https:// addresses' }).transform(originOf))
    .default([]),
  attestation: z
    .strictObject({
      metadataFile: file,
      metadataRootFile: file,
      metadataSigner: z.string().min(1).default('mds.fidoalliance.org'),
      allow: z.array(z.guid('write AAGUIDs')).min(1).optional(),
    })
    .optional(),
})

/** As browsers write it: without a path. */
function originOf(url: string): string {
  return new URL(url).origin
}

export const attributes = z.array(
  z.string().regex(/^[a-z][a-z0-9-]{0,99}$/i, 'write names of attributes of AD'),
)

const mailCode = z.strictObject({
  attributes: attributes.default(['otherMailbox']),
  dangerouslySendToOwnMailbox: z.boolean().default(false),
  mayAdd: z.boolean().default(true),
  worksOffline: z.boolean().default(false),
})

const country = z.string().regex(/^[A-Z]{2}$/, 'write a country: DE')
const statuses = z.array(z.int().min(100).max(599))

/** Placeholders: `{number}`, `{digits}`, `{text}`, `{secret:NAME}`. */
const smsByHttp = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  body: z
    .union([
      z.strictObject({ json: z.json() }),
      z.strictObject({ form: z.record(z.string(), z.string()) }),
      z.strictObject({ text: z.string() }),
    ])
    .optional(),
  secretFiles: z.record(z.string(), file).default({}),
  acceptedStatuses: statuses.default([200, 201, 202]),
  acceptedBody: z.string().min(1).optional(),
  idInBody: z.string().min(1).optional(),
  refusedStatuses: statuses.default([400, 422]),
  caFile: file.optional(),
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
  dangerouslyTextInUrl: z.boolean().default(false),
  dangerouslySecretsInUrl: z.boolean().default(false),
  dangerouslyAllowPlainText: z.boolean().default(false),
})

const smsBySmpp = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(3550),
  systemId: z.string().min(1).max(15),
  systemType: z.string().max(12).default(''),
  passwordFile: file,
  from: z.string().max(20).default(''),
  validSeconds: z.int().min(60).max(86_400).default(600),
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
  throttledMs: z.int().min(100).max(60_000).default(1000),
  enquireMs: z.int().min(1000).max(600_000).default(30_000),
  caFile: file.optional(),
  tlsName: z.string().min(1).optional(),
  dangerouslyAllowPlainText: z.boolean().default(false),
})

const smsCode = z.strictObject({
  gateway: z.union([z.strictObject({ http: smsByHttp }), z.strictObject({ smpp: smsBySmpp })], {
    error: 'needs http or smpp, and what belongs to it',
  }),
  country,
  allowed: z.array(country).default([]),
  attributes: attributes.default(['mobile']),
  mayAdd: z.boolean().default(true),
  insideTheFence: z.boolean().default(false),
})

const radiusServer = z.strictObject({
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535).default(1812),
  secretFile: file,
})

const radius = z.strictObject({
  servers: z.array(radiusServer).min(1).max(8),
  nasIdentifier: z.string().min(1).max(253).default('keyturn'),
  triesPerServer: z.int().min(1).max(10).default(3),
  retryAfterMs: z.int().min(100).max(10_000).default(2_000),
  timeoutMs: z.int().min(1_000).max(60_000).default(15_000),
  group: z.string().min(1).optional(),
  userName: z.enum(['sAMAccountName', 'userPrincipalName']).default('sAMAccountName'),
  insideTheFence: z.boolean().default(true),
})

/** Cards by TLS: at the listener itself, or at a proxy before it that says in a header what it saw. */
const smartCard = z.strictObject({
  url: z.url({ protocol: /^https$/, error: 'write the https:// address where browsers show their cards' }),
  listen: z.union(
    [
      z.strictObject({ ...cardAddress, certificateFile: file, keyFile: file }),
      z.strictObject({
        ...cardAddress,
        proxies: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).min(1),
        header: z.string().regex(/^[A-Za-z0-9-]+$/),
      }),
    ],
    { error: 'needs port, and either certificateFile and keyFile, or proxies and header' },
  ),
  trustedFile: file,
  purposes: z
    .array(z.enum(['smart-card-logon', 'client-auth']))
    .min(1)
    .default(['smart-card-logon']),
  crls: z.array(z.string().regex(/^(\/|http:\/\/)/, 'write files or http:// addresses')).default([]),
  ocspResponder: z.url({ protocol: /^http$/, error: 'write an http:// address' }).optional(),
  hosts: z.array(z.string().regex(/^[a-z0-9.-]+$/i, 'write names of hosts')).default([]),
  dangerouslyAcceptUnknownRevocation: z.boolean().default(false),
  dangerouslyAcceptOcspWithoutNonce: z.boolean().default(false),
  dangerouslyAcceptSha1: z.boolean().default(false),
  dangerouslyMapByUpn: z.boolean().default(false),
})

const question = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'write a short name: first-car'),
  text: z.string().trim().min(5).max(200),
})

/** Everybody answers all of them; `ask` of them are asked. */
const questions = z
  .strictObject({
    ask: z.int().min(2).default(3),
    list: z
      .array(question)
      .min(3)
      .max(10)
      .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'has an id twice')
      .optional(),
  })
  .refine(({ ask, list }) => ask <= (list?.length ?? 5), 'asks for more questions than there are')

/**
 * A factor is switched on by its section, be it empty. Authenticator apps and recovery codes need none: they work
 * everywhere, and are always there.
 */
export const factorSettings = z.strictObject({
  passkey: passkey.optional(),
  smartCard: smartCard.optional(),
  accessPass: z.strictObject({}).optional(),
  tokens: z.strictObject({}).optional(),
  managerApproval: z.strictObject({}).optional(),
  colleagueApproval: z.strictObject({ group: z.string().min(1).optional() }).optional(),
  vouchersEnrolledForHours: z.int().min(1).max(8_760).default(24),
  questions: questions.optional(),
  mailCode: mailCode.optional(),
  smsCode: smsCode.optional(),
  radius: radius.optional(),
  distrustAttributesChangedAfter: z.iso
    .datetime({ offset: true, error: 'write a time with its zone: 2026-11-21T08:00:00Z' })
    .transform((text) => new Date(text))
    .optional(),
})
