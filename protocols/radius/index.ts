/**
 * RADIUS (RFC 2865), a client's half of asking whether a name and a password are right: Access-Request with PAP, and
 * its three answers. Message-Authenticator (RFC 3579 3.2) goes first into each request and is asked of each answer:
 * without it, whoever is on the way turns a reject into an accept (Blast-RADIUS, CVE-2024-3596). Pure: datagrams are
 * made and read here, sent elsewhere. What it leaves out: accounting, CHAP, EAP, vendors' attributes, proxies.
 */
export { encodeAccessRequest, type AccessRequest } from './request.ts'
export { parseAnswer, type Answer, type AnswerRefusal, type ParsedAnswer } from './answer.ts'
export { maxPasswordBytes } from './password.ts'
