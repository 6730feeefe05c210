/** DS_FLAG bits (MS-ADTS 6.3.1.2) that say what a DC can do. */
export const dcFlags = {
  pdc: 0x0000_0001,
  globalCatalog: 0x0000_0004,
  ldap: 0x0000_0008,
  directory: 0x0000_0010,
  kdc: 0x0000_0020,
  time: 0x0000_0040,
  /** By the site of the one who asks. */
  closest: 0x0000_0080,
  writable: 0x0000_0100,
} as const
export type DcFlag = keyof typeof dcFlags

/** NETLOGON_SAM_LOGON_RESPONSE_EX, as far as finding a DC needs it. */
export interface NetlogonResponse {
  readonly flags: ReadonlySet<DcFlag>
  readonly domainGuid: Uint8Array
  readonly forest: string
  readonly domain: string
  /** DNS name of the DC. */
  readonly host: string
  readonly netbiosDomain: string
  readonly netbiosHost: string
  readonly user: string
  /** Site of the DC and of the client; empty if the DC knows none. */
  readonly dcSite: string
  readonly clientSite: string
}

/** LOGON_SAM_LOGON_RESPONSE_EX, and the same for "user unknown" (a ping names no user, Windows says so). */
const operations: readonly number[] = [23, 25]
/** opcode 2, sbz 2, flags 4, GUID 16 */
const namesStart = 24

/**
 * Reads the value of the attribute `Netlogon` (MS-ADTS 6.3.1.9):
 *
 *     opcode 2 │ 0 2 │ flags 4 │ domain GUID 16 │ 8 names, compressed │ sockaddr? │ next site? │ version 4 │ tokens 4
 *
 * Numbers are little-endian. What follows the names is left out.
 */
export function parseNetlogonResponse(bytes: Uint8Array): NetlogonResponse | undefined {
  if (bytes.length < namesStart) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!operations.includes(view.getUint16(0, true))) return undefined
  const bits = view.getUint32(4, true)
  const set = (Object.keys(dcFlags) as DcFlag[]).filter((flag) => (bits & dcFlags[flag]) !== 0)
  const names = readNames(bytes, namesStart, 8)
  if (names === undefined) return undefined
  const [forest = '', domain = '', host = '', netbiosDomain = '', netbiosHost = '', user = '', ...sites] =
    names
  const [dcSite = '', clientSite = ''] = sites
  return {
    flags: new Set(set),
    domainGuid: bytes.slice(8, namesStart),
    forest,
    domain,
    host,
    netbiosDomain,
    netbiosHost,
    user,
    dcSite,
    clientSite,
  }
}

function readNames(bytes: Uint8Array, start: number, count: number): readonly string[] | undefined {
  const names: string[] = []
  let at = start
  for (let i = 0; i < count; i++) {
    const name = readName(bytes, at)
    if (name === undefined) return undefined
    names.push(name.text)
    at = name.end
  }
  return names
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
/** RFC 1035 2.3.4 */
const longestName = 255

/**
 * One name, compressed as in RFC 1035 4.1.4: labels, ended by a zero or by a pointer to an earlier name. A pointer
 * must point before the place where its name began, so that no datagram makes a loop.
 */
function readName(bytes: Uint8Array, start: number): { text: string; end: number } | undefined {
  const labels: string[] = []
  let at = start
  let end: number | undefined
  let before = start
  let size = 0
  for (;;) {
    const length = bytes[at]
    if (length === undefined) return undefined
    if (length === 0) return { text: labels.join('.'), end: end ?? at + 1 }
    if ((length & 0xc0) === 0xc0) {
      const target = ((length & 0x3f) << 8) | (bytes[at + 1] ?? 0xff)
      if (target >= before) return undefined
      end ??= at + 2
      before = at = target
      continue
    }
    size += length + 1
    const label = decode(bytes.subarray(at + 1, at + 1 + length))
    if (length > 63 || label === undefined || at + 1 + length > bytes.length || size > longestName)
      return undefined
    labels.push(label)
    at += 1 + length
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
