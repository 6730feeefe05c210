/**
 * Kerberos by HTTPS (MS-KKDCP): the message that a client posts to a KDC proxy and gets back, which Kerberos messages a
 * proxy passes on, and the frames that Kerberos has over TCP. Pure. It knows as much of Kerberos itself (RFC 4120) as
 * that takes, and what asks a KDC whether it is there: no keys, no tickets, no encryption.
 */
export { formatProxyMessage, longestMessage, parseProxyMessage, type ProxyMessage } from './message.ts'
export { isAnswerTo, serviceFor, type KerberosService } from './passing.ts'
export { createFrameReader, frame, unframed, type FrameReader, type Frames } from './frames.ts'
export { formatAsRequest, type AsRequest } from './as-request.ts'
export { parseKdcAnswer, type KdcAnswer } from './kdc-answer.ts'
