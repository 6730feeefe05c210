import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * What winbind checks a password against without a DC: the record `CRED/<SID>` of `winbindd_cache.tdb`, as Samba 4.17
 * writes it (winbindd_cache.c, wcache_save_creds):
 *
 *       0           24     25        41     42        58
 *       │ head      │ 0x10 │ hash    │ 0x10 │ salt    │      hash = MD5(salt ‖ NT hash)
 *
 *     head = status 4, zero │ sequence 4 │ time-out 8 │ time 8      winbind's own, left as they are
 *
 * Other shapes are not read: older ones have no salt, a status other than zero says that there is nothing to check.
 */
export interface Credential {
  readonly head: Buffer
  readonly hash: Buffer
  readonly salt: Buffer
}

const recordBytes = 58
const partBytes = 16

export function parseCredential(record: Uint8Array): Credential | undefined {
  const bytes = Buffer.from(record)
  if (bytes.length !== recordBytes || bytes.readUInt32LE(0) !== 0) return undefined
  if (bytes[24] !== partBytes || bytes[41] !== partBytes) return undefined
  return { head: bytes.subarray(0, 24), hash: bytes.subarray(25, 41), salt: bytes.subarray(42) }
}

export function formatCredential({ head, hash, salt }: Credential): Buffer {
  const length = Buffer.of(partBytes)
  return Buffer.concat([head, length, hash, length, salt])
}

/** Whether winbind would take the password with this NT hash. */
export function takes({ hash, salt }: Credential, ntHash: Uint8Array): boolean {
  return timingSafeEqual(hash, salted(ntHash, salt))
}

/** The same entry for another password. `salt` is 16 bytes that nobody used before. */
export function forPassword({ head }: Credential, ntHash: Uint8Array, salt: Buffer): Credential {
  return { head, hash: salted(ntHash, salt), salt }
}

function salted(ntHash: Uint8Array, salt: Uint8Array): Buffer {
  return createHash('md5').update(salt).update(ntHash).digest()
}
