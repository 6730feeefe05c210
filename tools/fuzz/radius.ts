import { createHash, createHmac } from 'node:crypto'
import { parsePacket } from '../../protocols/radius/packet.ts'

/** The same answer as a server would sign it, as far as it can be read at all. */
export function sealedAnswer(
  input: Uint8Array,
  requestAuthenticator: Uint8Array,
  sharedSecret: Uint8Array,
): Buffer {
  const bytes = Buffer.from(input)
  const packet = parsePacket(bytes)
  if (packet === undefined) return bytes
  const length = packet.bytes.length
  bytes.set(requestAuthenticator, 4)
  const seal = packet.attributes.find(({ type, value }) => type === 80 && value.length === 16)
  if (seal !== undefined) {
    bytes.fill(0, seal.at, seal.at + 16)
    bytes.set(createHmac('md5', sharedSecret).update(bytes.subarray(0, length)).digest(), seal.at)
  }
  bytes.set(createHash('md5').update(bytes.subarray(0, length)).update(sharedSecret).digest(), 4)
  return bytes
}
