import { built, inside, integerBytes, parsed, tag, time, whole } from '../der/index.ts'
import { unframed } from './frames.ts'

/** What a KDC said to an AS-REQ, as far as it tells that a KDC is there. */
export type KdcAnswer =
  /** A ticket; without pre-authentication, where it asks for none. `message`: the AS-REP. */
  | { readonly kind: 'ticket'; readonly message: Uint8Array }
  /** RFC 4120 7.5.9 has the codes. `time` is the KDC's; `data` depends on the code. */
  | { readonly kind: 'error'; readonly code: number; readonly time: Date; readonly data: Uint8Array }

const asRep = 0x6b
const krbError = 0x7e

/** undefined: it is neither. Leaves out whatever else the two say. */
export function parseKdcAnswer(framed: Uint8Array): KdcAnswer | undefined {
  const message = unframed(framed)
  return message && parsed(() => read(message))
}

function read(message: Uint8Array): KdcAnswer {
  if (message[0] === asRep) {
    inside(whole(whole(message, asRep).content, tag.sequence)).take(built(0))
    return { kind: 'ticket', message }
  }
  // RFC 4120 5.9.1: pvno [0], msg-type [1], ctime [2]?, cusec [3]?, stime [4], susec [5], error-code [6],
  // crealm [7]?, cname [8]?, realm [9], sname [10], e-text [11]?, e-data [12]?
  const fields = inside(whole(whole(message, krbError).content, tag.sequence))
  fields.take(built(0))
  fields.take(built(1))
  fields.maybe(built(2))
  fields.maybe(built(3))
  const stime = time(whole(fields.take(built(4)).content, tag.generalizedTime))
  fields.take(built(5))
  const octets = Buffer.from(integerBytes(whole(fields.take(built(6)).content, tag.integer)))
  for (const n of [7, 8, 9, 10, 11]) fields.maybe(built(n))
  const data = fields.maybe(built(12))
  return {
    kind: 'error',
    code: octets.readIntBE(0, Math.min(octets.length, 6)),
    time: stime,
    data: data === undefined ? Buffer.of() : whole(data.content, tag.octetString).content,
  }
}
