import { headerBytes, type Pdu } from './pdu.ts'

export type ReadPdus =
  | { readonly ok: true; readonly pdus: readonly Pdu[] }
  /** The stream makes no sense from here on: it is to be closed. */
  | { readonly ok: false; readonly why: 'bad-length' }

export interface PduReader {
  /** Takes what came, in whatever pieces, and gives the PDUs that are whole. */
  push(bytes: Uint8Array): ReadPdus
}

/** None that we ask for has more; a centre that announces more wants our memory. */
const maxPduBytes = 4096

export function createPduReader(): PduReader {
  let rest = Buffer.alloc(0)
  let broken = false
  return {
    push(bytes) {
      if (broken) return { ok: false, why: 'bad-length' }
      rest = Buffer.concat([rest, bytes])
      const pdus: Pdu[] = []
      while (rest.length >= 4) {
        const length = rest.readUInt32BE(0)
        if (length < headerBytes || length > maxPduBytes) {
          broken = true
          return { ok: false, why: 'bad-length' }
        }
        if (rest.length < length) break
        pdus.push(readPdu(rest.subarray(0, length)))
        rest = rest.subarray(length)
      }
      return { ok: true, pdus }
    },
  }
}

const readPdu = (bytes: Buffer): Pdu => ({
  command: bytes.readUInt32BE(4),
  status: bytes.readUInt32BE(8),
  sequence: bytes.readUInt32BE(12),
  body: Uint8Array.from(bytes.subarray(headerBytes)),
})
