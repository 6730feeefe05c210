import type { IncomingMessage } from 'node:http'
import { TLSSocket, type DetailedPeerCertificate } from 'node:tls'

/** Certificates in DER that came with a request, the card's own first; none if none came. */
export type Presented = (request: IncomingMessage) => readonly Uint8Array[]

/** More than any chain has. */
const mostCertificates = 8

/** From TLS itself, which has checked that the browser's side holds the key. */
export function presentedByTls({ socket }: IncomingMessage): readonly Uint8Array[] {
  if (!(socket instanceof TLSSocket)) return []
  const chain: Uint8Array[] = []
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  // A root is its own issuer there; without a certificate it is an empty object.
  while (
    next?.raw !== undefined &&
    chain.length < mostCertificates &&
    !chain.some((one) => next?.raw.equals(one))
  ) {
    chain.push(next.raw)
    next = next.issuerCertificate
  }
  return chain
}

/**
 * From a proxy's header: `:base64:` with DER (RFC 9440), or PEM in URL escapes as nginx's `$ssl_client_escaped_cert`.
 * The proxy has to set it for every request, or browsers could.
 */
export function presentedByProxy(header: string): Presented {
  return ({ headers }) => {
    const value = headers[header.toLowerCase()]
    if (typeof value !== 'string' || value.length > 64_000) return []
    const [, base64] = /^:([A-Za-z0-9+/]+=*):$/.exec(value.trim()) ?? []
    if (base64 !== undefined) return [Buffer.from(base64, 'base64')]
    const blocks = unescaped(value).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    return blocks
      .slice(0, mostCertificates)
      .map((block) => Buffer.from(block.replaceAll(/-----[^-]+-----/g, ''), 'base64'))
  }
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}
