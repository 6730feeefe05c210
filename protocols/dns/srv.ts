import packet from 'dns-packet'

export interface SrvRecord {
  /** Host name without the last dot. */
  readonly name: string
  readonly port: number
  readonly priority: number
  readonly weight: number
}

/** What a datagram may hold with EDNS(0) (RFC 6891): about a hundred DCs. */
const datagramBytes = 4096

/** @param id 16 bits that the answer must repeat; unpredictable, or anybody can answer. */
export function encodeSrvQuery(id: number, name: string): Uint8Array {
  return packet.encode({
    type: 'query',
    id,
    flags: packet.RECURSION_DESIRED,
    questions: [{ type: 'SRV', name }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: datagramBytes,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  })
}

/**
 * @returns the records, none if the name has none; undefined for bytes that are no whole answer to this question: not
 *   ours, broken, cut off, or an error of the server.
 */
export function parseSrvAnswer(
  bytes: Uint8Array,
  id: number,
  name: string,
): readonly SrvRecord[] | undefined {
  const answer = decoded(bytes)
  if (answer === undefined || answer.type !== 'response' || answer.id !== id || answer.flag_tc === true)
    return undefined
  const [question] = answer.questions ?? []
  if (question?.type !== 'SRV' || question.name.toLowerCase() !== name.toLowerCase()) return undefined
  if (answer.rcode === 'NXDOMAIN') return []
  if (answer.rcode !== 'NOERROR') return undefined
  return (answer.answers ?? []).flatMap((record) =>
    record.type === 'SRV'
      ? [
          {
            name: record.data.target.replace(/\.$/, ''),
            port: record.data.port,
            priority: record.data.priority ?? 0,
            weight: record.data.weight ?? 0,
          },
        ]
      : [],
  )
}

function decoded(bytes: Uint8Array) {
  try {
    // Its types leave out `rcode`, which it sets (dns-packet 5.6.1, index.js).
    return packet.decode(Buffer.from(bytes)) as packet.DecodedPacket & { readonly rcode?: string }
  } catch {
    return undefined
  }
}
