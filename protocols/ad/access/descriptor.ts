import { parseGuid } from '../guid.ts'
import { parseSid, type Sid } from '../sid.ts'

/** One entry of a DACL that allows or denies (MS-DTYP 2.4.4). */
export interface Ace {
  readonly kind: 'allow' | 'deny'
  /** MS-DTYP 2.4.4.1, as stored. */
  readonly flags: number
  /** MS-ADTS 5.1.3.2; unsigned. */
  readonly mask: number
  readonly trustee: Sid
  /** An extended right, a property, a property set or a class; undefined: all of them. */
  readonly objectType: string | undefined
  /** The class that inherits it; undefined: every class. */
  readonly inheritedObjectType: string | undefined
}

export interface SecurityDescriptor {
  readonly owner: Sid | undefined
  readonly group: Sid | undefined
  /** SE_DACL_PROTECTED: nothing is inherited from above. */
  readonly isProtected: boolean
  /** In the order in which they count; null: there is no DACL, so everybody may do everything (MS-DTYP 2.4.6). */
  readonly aces: readonly Ace[] | null
  /** Entries of kinds that are not read here: conditional ones. What they allow or deny is not known. */
  readonly unread: number
}

export const aceFlags = {
  objectInherit: 1,
  containerInherit: 2,
  noPropagate: 4,
  inheritOnly: 8,
  inherited: 16,
} as const

const control = { daclPresent: 0x0004, daclProtected: 0x1000, selfRelative: 0x8000 } as const
const headerLength = 20

/**
 * Reads a self-relative security descriptor (MS-DTYP 2.4.6), as `nTSecurityDescriptor` holds it. Little-endian:
 *
 *     revision 1 │ 0 1 │ control 2 │ at: owner 4 │ group 4 │ SACL 4 │ DACL 4 │ … SIDs and ACLs, wherever those say
 *
 * Left out: the SACL, resource manager control bits, and what conditional entries mean (counted as `unread`).
 *
 * @returns undefined for bytes that are cut off or are something else.
 */
export function parseSecurityDescriptor(bytes: Uint8Array): SecurityDescriptor | undefined {
  if (bytes.length < headerLength || bytes[0] !== 1) return undefined
  const view = viewOf(bytes)
  const bits = view.getUint16(2, true)
  if ((bits & control.selfRelative) === 0) return undefined
  const owner = sidAt(bytes, view.getUint32(4, true))
  const group = sidAt(bytes, view.getUint32(8, true))
  const at = view.getUint32(16, true)
  const hasDacl = (bits & control.daclPresent) !== 0 && at !== 0
  const dacl = hasDacl ? readAcl(bytes, at) : { aces: null, unread: 0 }
  if (owner === 'broken' || group === 'broken' || dacl === undefined) return undefined
  return { owner, group, isProtected: (bits & control.daclProtected) !== 0, ...dacl }
}

/** Zero says that there is none. */
function sidAt(bytes: Uint8Array, at: number): Sid | undefined | 'broken' {
  if (at === 0) return undefined
  return readSid(bytes, at)?.sid ?? 'broken'
}

function readSid(bytes: Uint8Array, at: number): { readonly sid: Sid; readonly end: number } | undefined {
  const count = bytes[at + 1]
  if (at < 0 || count === undefined) return undefined
  const end = at + 8 + 4 * count
  if (end > bytes.length) return undefined
  const sid = parseSid(bytes.slice(at, end))
  return sid && { sid, end }
}

/** revision 1 │ 0 1 │ size 2 │ count 2 │ 0 2 │ ACEs (MS-DTYP 2.4.5) */
function readAcl(bytes: Uint8Array, start: number): Pick<SecurityDescriptor, 'aces' | 'unread'> | undefined {
  if (start < headerLength || start + 8 > bytes.length) return undefined
  const view = viewOf(bytes)
  const end = start + view.getUint16(start + 2, true)
  const count = view.getUint16(start + 4, true)
  if (end > bytes.length) return undefined
  const aces: Ace[] = []
  let at = start + 8
  let unread = 0
  for (let i = 0; i < count; i++) {
    if (at + 4 > end) return undefined
    const size = view.getUint16(at + 2, true)
    if (size < 4 || at + size > end) return undefined
    const ace = readAce(bytes.subarray(at, at + size))
    if (ace === undefined) return undefined
    if (ace === 'unread') unread++
    else aces.push(ace)
    at += size
  }
  return { aces, unread }
}

const aceTypes: ReadonlyMap<number, { readonly kind: Ace['kind']; readonly ofObject: boolean }> = new Map([
  [0x00, { kind: 'allow', ofObject: false }],
  [0x01, { kind: 'deny', ofObject: false }],
  [0x05, { kind: 'allow', ofObject: true }],
  [0x06, { kind: 'deny', ofObject: true }],
])
const has = { objectType: 1, inheritedObjectType: 2 } as const

/**
 * type 1 │ flags 1 │ size 2 │ mask 4 │ SID                                       (MS-DTYP 2.4.4.2, 2.4.4.4)
 * type 1 │ flags 1 │ size 2 │ mask 4 │ which GUIDs 4 │ GUID 16? │ GUID 16? │ SID  (MS-DTYP 2.4.4.3, 2.4.4.5)
 */
function readAce(bytes: Uint8Array): Ace | 'unread' | undefined {
  const type = aceTypes.get(bytes[0] ?? -1)
  if (type === undefined) return 'unread'
  const flags = bytes[1] ?? 0
  if (bytes.length < (type.ofObject ? 12 : 8)) return undefined
  const view = viewOf(bytes)
  const mask = view.getUint32(4, true)
  const which = type.ofObject ? view.getUint32(8, true) : 0
  let at = type.ofObject ? 12 : 8
  const guid = (bit: number) => {
    if ((which & bit) === 0) return undefined
    at += 16
    return parseGuid(bytes.subarray(at - 16, at)) ?? 'broken'
  }
  const objectType = guid(has.objectType)
  const inheritedObjectType = guid(has.inheritedObjectType)
  const sid = readSid(bytes, at)
  if (objectType === 'broken' || inheritedObjectType === 'broken' || sid === undefined) return undefined
  return { kind: type.kind, flags, mask, trustee: sid.sid, objectType, inheritedObjectType }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
