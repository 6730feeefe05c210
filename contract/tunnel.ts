import { z } from 'zod'
import { base64url, instant } from './common.ts'
import { launchId } from './reset.ts'

/** `key`: a P-256 public key (SubjectPublicKeyInfo, 91 bytes) that the device made for this one tunnel. */
export const askCertificate = z.strictObject({ launch: launchId, key: base64url.length(122) })
/** PEM. Asked again with the same key, it is the same one. */
export const tunnelCertificate = z.object({ certificate: z.string().max(4_096), expires: instant })

/** PEM, for the VPN gateway to trust; null: the server issues no certificates. */
export const tunnelCa = z.object({ certificate: z.string().nullable() })
