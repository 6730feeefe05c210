/**
 * What a device and the server compute alike so that a cached log-on may change without any network: the secret that
 * both have, the challenge that it makes, the one response that fits it. Pure: keys and nonces come from the caller.
 * What it leaves out: how both are written (`challenge`), and when a response may be given (server/devices) or obeyed
 * (agent/no-network).
 */
export {
  deviceSecret,
  formatAgreement,
  parseAgreement,
  type Agreement,
  type AgreementKeys,
} from './agreement.ts'
export { deviceRef, idsBeginWith, isFor, makeChallenge, nonceBytes } from './made.ts'
export { isResponse, responseTo, type Asked } from './response.ts'
