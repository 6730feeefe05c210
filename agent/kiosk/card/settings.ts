import { z } from 'zod'

/** Who may show a smart card at the kiosk; without it none can. */
export const cardSettings = z.strictObject({
  /** The PKCS #11 library of the card, as the browser loads it. Root's: it is code. */
  module: z.string().regex(/^\/[\w./+-]+$/, 'write the absolute path of a PKCS #11 library'),
  /** Where cards are shown: `factors.smartCard.url` of the server. Nothing else but the portal is ever loaded. */
  url: z.url({ protocol: /^https$/, error: 'write the https:// address of factors.smartCard.url' }),
  /** Common name of the CA whose certificate is taken of a card that has several. Default: the first that the server takes. */
  issuer: z.string().min(1).optional(),
  /** How long she is asked for the PIN, from when the browser last turned to `url`. */
  pinSeconds: z.int().min(10).max(300).default(120),
})
export type CardSettings = z.infer<typeof cardSettings>
