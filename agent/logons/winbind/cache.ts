import type { Sid } from '@keyturn/protocols/ad'
import type { CachedLogon } from '../logons.ts'

/**
 * Reads what `tdbdump` prints of winbindd_cache.tdb. The record of a cached log-on, as Samba 4.17 writes it
 * (winbindd_cache.c, wcache_save_creds; numbers little-endian):
 *
 *     key    CRED/<SID>
 *     data   status 4 │ sequence 4 │ time-out 8 │ time 8 │ 0x10 │ hash 16 │ 0x10 │ salt 16      = 58 bytes
 *
 * `time`, in seconds since 1970, is that of the last log-on that a DC answered. A record of another shape is left out:
 * a cache that is not understood is not touched. The hash is never looked at.
 */
export function parseCachedLogons(dump: string): readonly CachedLogon[] {
  const records = dump.matchAll(/^key\(\d+\) = "CRED\/(S-1-[\d-]+)"\r?\ndata\(58\) = "(.*)"$/gm)
  return [...records].flatMap(([, sid = '', printed = '']) => {
    const data = unprint(printed)
    if (data.length !== 58 || data[24] !== 0x10 || data[41] !== 0x10) return []
    const lastAtDc = new Date(Number(data.readBigUInt64LE(16)) * 1000)
    return Number.isNaN(lastAtDc.getTime()) ? [] : [{ account: sid as Sid, lastAtDc }]
  })
}

/** tdbdump prints a byte as itself, or as a backslash and two hexadecimal digits (also `"` and the backslash). */
function unprint(printed: string): Buffer {
  const text = printed.replace(/\\([\dA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(text, 'latin1')
}
