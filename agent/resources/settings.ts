import { resourceName } from '@keyturn/contract'
import { z } from 'zod'

/** Ports by scheme; undefined: the address names one. */
export const ports: Readonly<Record<string, number | undefined>> = {
  'http:': 80,
  'https:': 443,
  'imap:': 143,
  'imaps:': 993,
  'ldaps:': 636,
  'smb:': 445,
  'smtp:': 25,
  'tcp:': undefined,
  'tls:': undefined,
}

const schemes = Object.keys(ports).map((scheme) => `${scheme}//`)

export const resourceSettings = z.strictObject({
  /** What people call it: `Mail`. */
  name: resourceName,
  at: z
    .string()
    .refine(isAddress, `write an address with ${schemes.join(', ')}, and no name or password in it`),
})
export type Resource = z.infer<typeof resourceSettings>

function isAddress(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || !(url.protocol in ports) || url.hostname === '') return false
  const isPlain = url.username === '' && url.password === ''
  return isPlain && (url.port !== '' || ports[url.protocol] !== undefined)
}
