import { dateFromFiletime, type Sid } from '@keyturn/protocols/ad'
import type { CachedLogon } from '../logons.ts'

/**
 * Reads what `tdbdump` prints of two of winbind's files, as Samba 4.17 writes them (numbers little-endian):
 *
 *     winbindd_cache.tdb, who can log on without a DC (winbindd_cache.c, wcache_save_creds):
 *       key   CRED/<SID>
 *       data  status 4 │ sequence 4 │ time-out 8 │ time 8 │ 0x10 │ hash 16 │ 0x10 │ salt 16      = 58 bytes
 *     netsamlogon_cache.tdb, what the DC said at the last log-on that it answered (netr_SamInfo3, MS-NRPC 2.2.1.4.13):
 *       key   <SID> NUL
 *       data  time 4 │ LogonTime 8 │ LogoffTime 8 │ KickOffTime 8 │ PasswordLastSet 8 │ …
 *
 * A record of another shape is left out: a cache that is not understood is not touched. The hash is never looked at.
 * `time` is no use: a log-on that the cache itself answers writes it anew.
 */
export function parseCachedLogons(credentials: string, netlogons: string): readonly CachedLogon[] {
  const passwordLastSet = new Map(
    [...records(netlogons)].flatMap(({ key, data }) =>
      key.startsWith('S-1-') && data.length >= 36
        ? [[key.replace(/\\00$/, ''), data.readBigUInt64LE(28)]]
        : [],
    ) as [string, bigint][],
  )
  return [...records(credentials)].flatMap(({ key, data }) => {
    const account = /^CRED\/(S-1-[\d-]+)$/.exec(key)?.[1] as Sid | undefined
    if (account === undefined || data.length !== 58 || data[24] !== 0x10 || data[41] !== 0x10) return []
    const ticks = passwordLastSet.get(account)
    return [{ account, passwordLastSet: ticks === undefined ? null : dateFromFiletime(ticks) }]
  })
}

function* records(dump: string): Generator<{ readonly key: string; readonly data: Buffer }> {
  const found = dump.matchAll(/^key\(\d+\) = "(.*)"\r?\ndata\((\d+)\) = "(.*)"$/gm)
  for (const [, key = '', length, printed = ''] of found) {
    const data = unprint(printed)
    if (data.length === Number(length)) yield { key, data }
  }
}

/** tdbdump prints a byte as itself, or as a backslash and two hexadecimal digits (also `"` and the backslash). */
function unprint(printed: string): Buffer {
  const text = printed.replace(/\\([\dA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(text, 'latin1')
}
