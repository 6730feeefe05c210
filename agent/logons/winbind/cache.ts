import { dateFromFiletime, type Sid } from '@keyturn/protocols/ad'
import type { CachedLogon } from '../logons.ts'
import { parseCredential } from './credential.ts'

/**
 * Reads what `tdbdump` prints of two of winbind's files, as Samba 4.17 writes them (numbers little-endian):
 *
 *     winbindd_cache.tdb, who can log on without a DC (winbindd_cache.c, wcache_save_creds):
 *       key   CRED/<SID>
 *       data  see credential.ts
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
      key.startsWith('S-1-') ? [[key.replace(/\\00$/, ''), passwordLastSetOf(data)] as const] : [],
    ),
  )
  return [...records(credentials)].flatMap(({ key, data }) => {
    const account = /^CRED\/(S-1-[\d-]+)$/.exec(key)?.[1] as Sid | undefined
    if (account === undefined || parseCredential(data) === undefined) return []
    return [{ account, passwordLastSet: passwordLastSet.get(account) ?? null }]
  })
}

/** Of a record of netsamlogon_cache.tdb. */
export function passwordLastSetOf(record: Buffer): Date | null {
  return record.length < 36 ? null : dateFromFiletime(record.readBigUInt64LE(28))
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
