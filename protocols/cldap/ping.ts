import { element, readElement, readPath, small, tag, text } from './ber.ts'
import { parseNetlogonResponse, type NetlogonResponse } from './netlogon.ts'

/** LDAP's own tags (RFC 4511): [APPLICATION n], and the choices [n] of a filter. */
const ldap = { searchRequest: 0x63, resultEntry: 0x64, resultDone: 0x65, and: 0xa0, equality: 0xa3 } as const

/** NETLOGON_NT_VERSION_5 | 5EX | WITH_CLOSEST_SITE (MS-ADTS 6.3.1.1), little-endian. */
const ntVersion = Uint8Array.of(0x16, 0, 0, 0)

/**
 * The question: a search of the root DSE for `Netlogon`, with DnsDomain and NtVer in its filter.
 *
 * @param id 1 to 127; the answer carries it.
 */
export function encodePing(id: number, dnsDomain: string): Uint8Array {
  const equals = (name: string, value: Uint8Array) =>
    element(ldap.equality, text(name), element(tag.octetString, value))
  const search = element(
    ldap.searchRequest,
    text(''),
    // Scope base, aliases never dereferenced, no limits, types and values.
    small(tag.enumerated, 0),
    small(tag.enumerated, 0),
    small(tag.integer, 0),
    small(tag.integer, 0),
    small(tag.boolean, 0),
    element(ldap.and, equals('DnsDomain', Buffer.from(dnsDomain)), equals('NtVer', ntVersion)),
    element(tag.sequence, text('Netlogon')),
  )
  return element(tag.sequence, small(tag.integer, id), search)
}

export interface Pong {
  readonly id: number
  readonly response: NetlogonResponse
}

/** Reads the answer. undefined: not one, or from a DC that does not serve that domain and says so by silence. */
export function parsePong(datagram: Uint8Array): Pong | undefined {
  const message = readElement(datagram)
  if (message?.tag !== tag.sequence) return undefined
  const id = readElement(message.content)
  const [number] = id?.content ?? []
  if (id?.tag !== tag.integer || id.content.length !== 1 || number === undefined) return undefined
  const value = netlogonValue(id.rest)
  const response = value && parseNetlogonResponse(value)
  return response && { id: number, response }
}

/** SearchResultEntry ▸ attributes ▸ the first one ▸ its first value. */
function netlogonValue(operation: Uint8Array): Uint8Array | undefined {
  const entry = readElement(operation)
  if (entry?.tag !== ldap.resultEntry) return undefined
  const attributes = readPath(entry.content, tag.octetString, tag.sequence)
  const first = attributes && readPath(attributes.content, tag.sequence)
  const values = first && readPath(first.content, tag.octetString, tag.set)
  return values && readPath(values.content, tag.octetString)?.content
}
