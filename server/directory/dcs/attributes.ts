import { largeInteger } from '@keyturn/protocols/ad'

/**
 * One entry as ldapts gives it. An attribute that is missing, or that the service account may not read, is an empty
 * list or not there: LDAP does not tell the two apart.
 */
export type Entry = Readonly<Record<string, string | string[] | Buffer | Buffer[]>> & {
  readonly dn: string
}

/** Attributes that are not text. */
export const binaryAttributes = [
  'objectGUID',
  'objectSid',
  'tokenGroups',
  'replPropertyMetaData',
  'invocationId',
  'logonHours',
  'nTSecurityDescriptor',
  'mS-DS-ConsistencyGuid',
]

export function text(entry: Entry, name: string): string | undefined {
  return texts(entry, name)[0]
}

export function texts(entry: Entry, name: string): readonly string[] {
  const value = entry[name]
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return values.map((one) => (typeof one === 'string' ? one : one.toString('utf8')))
}

/** By a name in any case: the DC answers in the schema's. */
export function textsNamed(entry: Entry, name: string): readonly string[] {
  const same = Object.keys(entry).filter((key) => key.toLowerCase() === name.toLowerCase())
  return same.flatMap((key) => texts(entry, key))
}

export function bytes(entry: Entry, name: string): Uint8Array | undefined {
  return manyBytes(entry, name)[0]
}

export function manyBytes(entry: Entry, name: string): readonly Uint8Array[] {
  const value = entry[name]
  const values = Array.isArray(value) ? value : [value]
  return values.filter((one) => Buffer.isBuffer(one))
}

export function integer(entry: Entry, name: string): number | undefined {
  const value = text(entry, name)
  return value !== undefined && /^-?\d{1,10}$/.test(value) ? Number(value) : undefined
}

export function large(entry: Entry, name: string): bigint | undefined {
  const value = text(entry, name)
  return value === undefined ? undefined : largeInteger(value)
}

/** GeneralizedTime as AD writes it (MS-ADTS 3.1.1.2.2.2.11): `20261127180000.0Z`. */
export function instant(entry: Entry, name: string): Date | null {
  const [, y, mo, d, h, mi, s] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(text(entry, name) ?? '') ?? []
  const at = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
  return Number.isNaN(at.getTime()) ? null : at
}
