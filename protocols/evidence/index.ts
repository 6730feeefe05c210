/**
 * What is proved of the accounts of a mass reset, and the pack that proves it to somebody who was not there: what was
 * read of every account on every DC, the verdict that follows, and its place in the audit log. Pure: whoever checks a
 * pack needs nothing but this and the pinned key. It must not know how a directory is read, nor how a report looks.
 *
 * What it leaves out: that the DCs told the truth. Whoever owns one writes any stamp.
 */
export {
  behindOn,
  isSettled,
  judge,
  verdicts,
  type Exemption,
  type InEntra,
  type Judged,
  type OnDc,
  type Stamp,
  type Verdict,
} from './judge.ts'
export {
  canonical,
  formatEvidence,
  noSums,
  openIn,
  parseEvidence,
  type Evidence,
  type EvidenceAccount,
  type KrbtgtKey,
  type Open,
} from './evidence.ts'
export { checkPack, packEntry, packFiles, sha256, type Pack, type Proof } from './pack.ts'
