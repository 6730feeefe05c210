import { dateFromFiletime } from '@keyturn/protocols/ad'

/** PAC_LOGON_INFO (MS-PAC 2.4). */
const logonInfo = 1
/** NDR's two headers, a referent, LogonTime, LogoffTime and KickOffTime (MS-PAC 2.5) come before PasswordLastSet. */
const toPasswordLastSet = 16 + 4 + 3 * 8
const never = 0x7fff_ffff_ffff_ffffn

/**
 * `PasswordLastSet` of a PAC (MS-PAC 2.3), of which nothing else is read:
 *
 *     buffers 4 │ version 4 │ type 4 │ size 4 │ offset 8 │ … all little-endian
 *
 * Nothing is verified here: SSSD did, with the key of the computer, before it kept the PAC.
 */
export function passwordLastSetOf(pac: Buffer): Date | null {
  if (pac.length < 8) return null
  const count = pac.readUInt32LE(0)
  for (let at = 8; at < 8 + 16 * count && at + 16 <= pac.length; at += 16) {
    if (pac.readUInt32LE(at) !== logonInfo) continue
    const offset = pac.readBigUInt64LE(at + 8) + BigInt(toPasswordLastSet)
    if (offset + 8n > BigInt(pac.length)) return null
    const ticks = pac.readBigUInt64LE(Number(offset))
    return ticks === 0n || ticks >= never ? null : dateFromFiletime(ticks)
  }
  return null
}
