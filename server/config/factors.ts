import { z } from 'zod'

const file = z.string().startsWith('/', 'write an absolute path')

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

const attributes = z.array(z.string().regex(/^[a-z][a-z0-9-]{0,99}$/i, 'write names of attributes of AD'))

const mailCode = z.strictObject({
  attributes: attributes.default(['otherMailbox']),
  dangerouslySendToOwnMailbox: z.boolean().default(false),
  mayAdd: z.boolean().default(true),
  worksOffline: z.boolean().default(false),
})

/**
 * A factor is switched on by its section, be it empty. Authenticator apps and recovery codes need none: they work
 * everywhere, and are always there.
 */
export const factorSettings = z.strictObject({
  passkey: passkey.optional(),
  accessPass: z.strictObject({}).optional(),
  mailCode: mailCode.optional(),
  distrustAttributesChangedAfter: z.iso
    .datetime({ offset: true, error: 'write a time with its zone: 2026-11-21T08:00:00Z' })
    .transform((text) => new Date(text))
    .optional(),
})
