import type { CardPurpose } from '@keyturn/protocols/pki'

/** The section `factors.smartCard` of the configuration. */
export interface SmartCardSettings {
  /** Where browsers reach the listener: a name and port of its own, since there a browser asks for the card at once. */
  readonly url: string
  readonly listen: CardListen
  /** CAs of cards (PEM): browsers offer only cards of these. Those between them and the cards may be in it as well. */
  readonly trustedFile: string
  readonly purposes: readonly CardPurpose[]
  /** Files, or `http` addresses inside the network. */
  readonly crls: readonly string[]
  readonly ocspResponder?: string | undefined
  /** Hosts whose addresses in certificates are followed. */
  readonly hosts: readonly string[]
  readonly dangerouslyAcceptUnknownRevocation: boolean
  readonly dangerouslyAcceptOcspWithoutNonce: boolean
  readonly dangerouslyAcceptSha1: boolean
  readonly dangerouslyMapByUpn: boolean
}

/** With TLS of its own, or behind a proxy that does it and says in a header what it saw. */
export type CardListen = {
  readonly address: string
  readonly port: number
} & (
  | { readonly certificateFile: string; readonly keyFile: string }
  | { readonly proxies: readonly string[]; readonly header: string }
)
