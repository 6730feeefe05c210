import { parseGuid } from './guid.ts'
import { dateFromFiletime } from './time.ts'

/** When each attribute was last changed where the change began, by ATTRTYP. null: a time that is none. */
export type AttributeTimes = ReadonlyMap<number, Date | null>

/** What a DC writes beside an attribute whenever it is changed, and hands on with the value. */
export interface AttributeStamp {
  /** Counts the changes, from 1. Of `unicodePwd` it is the key's version (MS-ADTS 3.1.1.4.5.16). */
  readonly version: number
  /** To the second. null: a time that is none. */
  readonly changed: Date | null
  /** Of the DC where it was changed: its `invocationId`. */
  readonly by: string
}

const headSize = 16
const stampSize = 48
const ticksPerSecond = 10_000_000n

/**
 * Reads `replPropertyMetaData` (MS-DRSR 5.165, PROPERTY_META_DATA_VECTOR in the form that is stored):
 *
 *     version 1 │ 0 │ count n │ 0 │ n × ( ATTRTYP 4 │ version 4 │ seconds since 1601, 8 │ invocation id 16 │ USN 8 │ USN here 8 )
 *
 * Numbers are little-endian. An attribute that was emptied keeps its stamp. What it leaves out: linked attributes
 * are not in it (they have a stamp for each value), and who changed what.
 *
 * @returns by ATTRTYP; undefined if the bytes are anything else.
 */
export function parseAttributeStamps(bytes: Uint8Array): ReadonlyMap<number, AttributeStamp> | undefined {
  if (bytes.length < headSize) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const count = view.getUint32(8, true)
  if (view.getUint32(0, true) !== 1 || bytes.length !== headSize + count * stampSize) return undefined
  const stamps = new Map<number, AttributeStamp>()
  for (let at = headSize; at < bytes.length; at += stampSize) {
    const type = view.getUint32(at, true)
    const by = parseGuid(bytes.subarray(at + 16, at + 32))
    if (stamps.has(type) || by === undefined) return undefined
    const changed = dateFromFiletime(view.getBigUint64(at + 8, true) * ticksPerSecond)
    stamps.set(type, { version: view.getUint32(at + 4, true), changed, by })
  }
  return stamps
}

/** The times of `parseAttributeStamps` alone. */
export function parseReplPropertyMetaData(bytes: Uint8Array): AttributeTimes | undefined {
  const stamps = parseAttributeStamps(bytes)
  return stamps && new Map([...stamps].map(([type, { changed }]) => [type, changed]))
}

/** One value of a linked attribute, there or removed. */
export interface LinkTime {
  readonly attribute: string
  readonly changed: Date
}

/** More is no metadata of one value: its DNs have at most some hundred characters each. */
const longestXml = 20_000
const linkXml =
  /^\s*<DS_REPL_VALUE_META_DATA>\s*<pszAttributeName>([A-Za-z][A-Za-z0-9-]*)<\/pszAttributeName>[^]*<ftimeLastOriginatingChange>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)<\/ftimeLastOriginatingChange>/

/**
 * Reads one value of `msDS-ReplValueMetaData` (DS_REPL_VALUE_META_DATA as XML, MS-ADTS 3.1.1.4.5). The name is
 * taken from the very start and the time from its last place: the DN between them is what a person may have chosen,
 * and Windows does not escape it.
 *
 * @returns undefined if it is anything else.
 */
export function parseReplValueMetaData(xml: string): LinkTime | undefined {
  if (xml.length > longestXml) return undefined
  const [, attribute, time] = linkXml.exec(xml) ?? []
  if (attribute === undefined || time === undefined) return undefined
  const changed = new Date(time)
  return Number.isNaN(changed.getTime()) ? undefined : { attribute, changed }
}
