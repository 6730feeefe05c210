import { built, inside, NotDer, parsed, small, tag, whole } from '../der/index.ts'

/** Who answers a message: the KDC itself (port 88), or the service that changes passwords beside it (port 464). */
export type KerberosService = 'kdc' | 'kpasswd'

/** [APPLICATION n] of what passes (RFC 4120 5.4.1, 5.5.1, 5.7.1); n is its msg-type as well. */
const application = { asReq: 0x6a, tgsReq: 0x6c, apReq: 0x6e, krbPriv: 0x75 } as const

/** [APPLICATION n] of what a KDC answers each of its two requests with: AS-REP, TGS-REP, KRB-ERROR. */
const answers: Readonly<Record<number, readonly number[]>> = {
  [application.asReq]: [0x6b, 0x7e],
  [application.tgsReq]: [0x6d, 0x7e],
}

/** Protocol version numbers: change (RFC 3244 2, as before it), and set, which Windows uses for changes as well. */
const kpasswdVersions: readonly number[] = [0x0001, 0xff80]

/**
 * Which service a message is for; undefined for whatever is no request that a proxy passes: answers, tickets for other
 * services (AP-REQ alone), and everything that is not Kerberos. It is told by the message alone, for the realm and the
 * frame are the same for both. Looks at the outer fields; what is in them is for the KDC to judge.
 */
export function serviceFor(message: Uint8Array): KerberosService | undefined {
  const [first] = message
  if (first === application.asReq || first === application.tgsReq) {
    return isMessage(message, first, 1) ? 'kdc' : undefined
  }
  return isPasswordRequest(message) ? 'kpasswd' : undefined
}

/**
 * May this be a KDC's answer to this message? The type of it is looked at: a ticket of the kind that was asked for, or a
 * KRB-ERROR (RFC 4120 5.4.2, 5.9.1). What a request to change a password is answered with is not judged.
 */
export function isAnswerTo(message: Uint8Array, answer: Uint8Array): boolean {
  const expected = message[0] === undefined ? undefined : answers[message[0]]
  return expected === undefined || expected.includes(answer[0] ?? 0)
}

/**
 * RFC 3244 2; numbers are big-endian:
 *
 *     whole length 2 │ version 2 │ length of AP-REQ 2 │ AP-REQ │ KRB-PRIV
 */
function isPasswordRequest(bytes: Uint8Array): boolean {
  if (bytes.length < 6) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = 6 + view.getUint16(4)
  if (view.getUint16(0) !== bytes.length || !kpasswdVersions.includes(view.getUint16(2))) return false
  return (
    isMessage(bytes.subarray(6, end), application.apReq, 0) &&
    isMessage(bytes.subarray(end), application.krbPriv, 0)
  )
}

/** Kerberos 5, of that type; the two fields that say so begin at [first]. */
function isMessage(bytes: Uint8Array, type: number, first: 0 | 1): boolean {
  const read = parsed(() => {
    const fields = inside(whole(whole(bytes, type).content, tag.sequence))
    const version = small(whole(fields.take(built(first)).content, tag.integer))
    const number = small(whole(fields.take(built(first + 1)).content, tag.integer))
    if (version !== 5 || number !== (type & 0x1f)) throw new NotDer('another message')
    while (!fields.isAtEnd) fields.any()
    return true
  })
  return read === true
}
