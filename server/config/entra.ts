import { z } from 'zod'

const file = z.string().startsWith('/', 'write an absolute path')
const guid = (what: string) => z.guid(`write the ${what}, as 11111111-2222-3333-4444-555555555555`)
const service = z
  .url({ protocol: /^https$/, error: 'write an https:// address' })
  .transform((url) => url.replace(/\/+$/, ''))

/** Entra ID by Microsoft Graph: the one part of Keyturn that asks somebody outside. docs/guide/entra.md explains it. */
export const entraSettings = z
  .strictObject({
    /** By its id: a name could be somebody else's tomorrow. */
    tenant: guid('tenant (directory) id'),
    clientId: guid('application (client) id'),
    certificateFile: file.optional(),
    keyFile: file.optional(),
    secretFile: file.optional(),
    cloud: z.enum(['global', 'us-government', 'us-government-dod', 'china']).default('global'),
    endpoints: z.strictObject({ login: service, graph: service }).optional(),
    caFile: file.optional(),
    /** Where the passwords are that people sign in to Entra ID with. */
    signIn: z.enum(['password-hash-sync', 'pass-through', 'federated']).default('password-hash-sync'),
  })
  .refine(
    ({ certificateFile, keyFile, secretFile }) =>
      (certificateFile === undefined) === (keyFile === undefined) &&
      (certificateFile === undefined) !== (secretFile === undefined),
    'needs certificateFile with keyFile (better), or secretFile, and not both',
  )
export type EntraSettings = z.infer<typeof entraSettings>

export function entraFiles(entra: EntraSettings | undefined) {
  return [
    ['entra.certificateFile', entra?.certificateFile, 'public'],
    ['entra.caFile', entra?.caFile, 'public'],
    ['entra.keyFile', entra?.keyFile, 'secret'],
    ['entra.secretFile', entra?.secretFile, 'secret'],
  ] as const
}

/** With what the app proves itself: the schema has seen to it that it is one of the two. */
export function credentialOf({ certificateFile, keyFile, secretFile = '' }: EntraSettings) {
  return certificateFile === undefined || keyFile === undefined
    ? { secretFile }
    : { certificateFile, keyFile }
}
