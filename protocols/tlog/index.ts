/**
 * The transparency log: Merkle tree hashes and proofs of RFC 6962 section 2, and the formats around it of
 * C2SP: signed-note and tlog-checkpoint (both v1), the paths of tlog-tiles. Pure: what is stored where is the
 * caller's. It must not know what an entry means.
 *
 * What it leaves out: signatures other than Ed25519, witness cosignatures, extension lines of checkpoints.
 */
export { emptyRoot, hashChildren, hashLeaf, sameHash, type Hash } from './hash.ts'
export { append, emptyFrontier, formatFrontier, parseFrontier, rootOf, type Frontier } from './frontier.ts'
export { splitStoredHashIndex, storedHashCount, storedHashIndex, type Node, type ReadHash } from './stored.ts'
export { checkConsistency, checkInclusion, proveConsistency, proveInclusion, type Tree } from './proof.ts'
export { openNote, signNote, type OpenedNote } from './note.ts'
export {
  createSigner,
  formatSignerKey,
  formatVerifierKey,
  parseSignerKey,
  parseVerifierKey,
  type Signer,
  type VerifierKey,
} from './note-key.ts'
export { formatCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.ts'
export { formatTilePath, parseTilePath, tilesOf, type Tile } from './tile.ts'
