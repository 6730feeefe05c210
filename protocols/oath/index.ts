/**
 * One-time codes of OATH: HOTP (RFC 4226), counted by the presses of a button, and TOTP (RFC 6238), counted by a
 * clock, with the search for a token that is ahead or has drifted. Pure: who calls keeps counter and drift, and
 * forgets what was used. What it leaves out: OCRA, the seed's keeping, the `otpauth:` address.
 */
export { codeAt, isCodeKind, type CodeKind, type OathToken } from './code.ts'
export { matchingCounter, matchingPair, type Window } from './counter.ts'
export { driftOfPair, matchingStep, nextDrift, stepAt, type Drift, type TotpKind } from './time.ts'
