/**
 * The prefixes that every AD knows from its birth (MS-DRSR 5.16.4, NewPrefixTable), as far as attributes have them.
 * Attributes of schema extensions have other prefixes, and `msDS-IntId` says their number.
 */
const prefixes: ReadonlyMap<string, number> = new Map([
  ['2.5.4', 0],
  ['1.2.840.113556.1.2', 2],
  ['1.2.840.113556.1.4', 9],
  ['0.9.2342.19200300.100.1', 21],
  ['2.16.840.1.113730.3.1', 22],
  ['2.5.21', 24],
  ['2.5.18', 25],
  ['1.3.6.1.4.1.250.1', 29],
  ['1.2.840.113549.1.9', 30],
  ['1.3.6.1.1.1.1', 37],
])

/** Larger last parts have prefixes of their own, which differ from DC to DC (MS-DRSR 5.16.4, MakeAttid). */
const lastPartEnds = 0x4000

/**
 * ATTRTYP (MS-DRSR 5.14), the number that stands for an attribute in replication data: prefix above, last part of
 * the OID below.
 *
 * @returns undefined for an OID whose prefix not every DC numbers alike.
 */
export function attributeType(oid: string): number | undefined {
  const [, prefix = '', last = ''] = /^([\d.]{1,64})\.(0|[1-9]\d{0,4})$/.exec(oid) ?? []
  const index = prefixes.get(prefix)
  const isShort = Number(last) < lastPartEnds
  return index === undefined || !isShort ? undefined : index * 0x1_0000 + Number(last)
}
