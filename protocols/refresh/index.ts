/**
 * What a device and the server say to each other so that a cached logon may change: the proof of possession on each
 * request, the signed statement that a person has a new password, the password sealed to one
 * launch or one order, orders for who checks in. Pure: keys,
 * times and nonces come from the caller. What it leaves out: whom to believe and when. The device decides that in
 * its statement check, the server in `devices`.
 */
export { formatProof, parseProof, verifyProof, type ProvedRequest, type RequestProof } from './proof.ts'
export {
  formatStatement,
  parseStatement,
  signStatement,
  verifyStatement,
  type Statement,
} from './statement.ts'
export {
  bindPassword,
  blindBytes,
  openPassword,
  sealPassword,
  type Opened,
  type SealedFor,
} from './sealed.ts'
export {
  formatFollowOrder,
  formatForgetOrder,
  parseFollowOrder,
  parseForgetOrder,
  type FollowOrder,
  type ForgetOrder,
} from './order.ts'
export { formatKeepOrder, parseKeepOrder, type KeepOrder, type WantedPolicy } from './keep-order.ts'
export {
  formatIncidentOrder,
  incidentDeeds,
  parseIncidentOrder,
  type Deed,
  type IncidentOrder,
} from './incident-order.ts'
export { rawPublicKey, signingPublicKey } from './keys.ts'
export { formatSettings, parseSettings, type DeviceSettings } from './settings.ts'
export { formatApproved, parseApproved, type ApprovedSettings } from './approved.ts'
