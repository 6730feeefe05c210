/**
 * What a computer without any network shows and takes: the challenge that a person types into the portal on another
 * device, and the response that she types here. Text alone, as both ends and the page read it; pure, and it runs in a
 * browser. What it leaves out: what the parts are computed from, which is in `no-network`.
 */
export { base32, bytesOf, grouped } from './base32.ts'
export {
  formatChallenge,
  headOf,
  parseChallenge,
  type DeviceChallenge,
  type ParsedChallenge,
} from './challenge.ts'
export { parseResponse, responseSymbols } from './response.ts'
