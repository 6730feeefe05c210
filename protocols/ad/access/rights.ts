/** Bits of an access mask on directory objects (MS-ADTS 5.1.3.2), with the letters of SDDL (MS-DTYP 2.5.1.1). */
export const accessBits = {
  createChild: 0x1,
  deleteChild: 0x2,
  listChildren: 0x4,
  validatedWrite: 0x8,
  readProperty: 0x10,
  writeProperty: 0x20,
  deleteTree: 0x40,
  listObject: 0x80,
  controlAccess: 0x100,
  delete: 0x1_0000,
  readControl: 0x2_0000,
  writeDac: 0x4_0000,
  writeOwner: 0x8_0000,
} as const
export type AccessBit = keyof typeof accessBits

const generic = { all: 0x1000_0000, execute: 0x2000_0000, write: 0x4000_0000, read: 0x8000_0000 } as const

/** Generic bits mean these (MS-ADTS 5.1.3.2.1). */
export function specific(mask: number): number {
  const { readControl, listChildren, readProperty, listObject, validatedWrite, writeProperty } = accessBits
  let bits = mask
  if ((mask & generic.all) !== 0) bits |= 0xf_01ff
  if ((mask & generic.read) !== 0) bits |= readControl | listChildren | readProperty | listObject
  if ((mask & generic.write) !== 0) bits |= readControl | validatedWrite | writeProperty
  if ((mask & generic.execute) !== 0) bits |= readControl | listChildren
  return bits
}

/** What an entry names when it is not about everything: its own GUID first, then its property set's (MS-ADTS 3.1.1.2.3.3). */
export type AccessPath = readonly string[]

const accountRestrictions = '4c164200-20c0-11d0-a768-00aa006e0529'
const generalInformation = '59ba2f42-79a2-11d0-9020-00c04fc2d3cf'
const publicInformation = 'e48d0154-bcf8-11d1-8702-00c04fb96050'
const personalInformation = '77b5b886-944a-11d1-aebd-0000f80367c1'
const membership = 'bc0ac240-79a9-11d0-9020-00c04fc2d4cf'

/** Classes, by schemaIDGUID. */
export const classGuids = { user: 'bf967aba-0de6-11d0-a285-00aa003049e2' } as const

/** Extended rights, by rightsGuid (MS-ADTS 5.1.3.2.1). */
export const extendedRights = {
  resetPassword: ['00299570-246d-11d0-a768-00aa006e0529'],
  changePassword: ['ab721a53-1e2f-11d0-9819-00aa0040529b'],
  getChangesAll: ['1131f6ad-9c07-11d1-f79f-00c04fc2dcd2'],
  monitorTopology: ['f98340fb-7c5b-4cdb-a00b-2ebdfa115a96'],
} as const satisfies Record<string, AccessPath>

/** Attributes, by schemaIDGUID, with their property set. */
export const attributePaths = {
  lockoutTime: ['28630ebf-41d5-11d1-a9c1-0000f80367c1'],
  pwdLastSet: ['bf967a0a-0de6-11d0-a285-00aa003049e2', accountRestrictions],
  userAccountControl: ['bf967a68-0de6-11d0-a285-00aa003049e2', accountRestrictions],
  accountExpires: ['bf967915-0de6-11d0-a285-00aa003049e2', accountRestrictions],
  adminCount: ['bf967918-0de6-11d0-a285-00aa003049e2'],
  sAMAccountName: ['3e0abfd0-126a-11d0-a060-00aa006c33ed', generalInformation],
  displayName: ['bf967953-0de6-11d0-a285-00aa003049e2', generalInformation],
  userPrincipalName: ['28630ebb-41d5-11d1-a9c1-0000f80367c1', publicInformation],
  mail: ['bf967961-0de6-11d0-a285-00aa003049e2', publicInformation],
  manager: ['bf9679b5-0de6-11d0-a285-00aa003049e2', publicInformation],
  altSecurityIdentities: ['00fbf30c-91fe-11d1-aebc-0000f80367c1', publicInformation],
  servicePrincipalName: ['f3a64788-5306-11d1-a9c5-0000f80367c1', publicInformation],
  mobile: ['f0f8ffa3-1191-11d0-a060-00aa006c33ed', personalInformation],
  telephoneNumber: ['bf967a49-0de6-11d0-a285-00aa003049e2', personalInformation],
  tokenGroups: ['b7c69e6d-2cc7-11d2-854e-00a0c983f608', '037088f8-0ae1-11d2-b422-00a0c968f939'],
  member: ['bf9679c0-0de6-11d0-a285-00aa003049e2', membership],
  gPLink: ['f30e3bbe-9ff0-11d1-b603-0000f80367c1'],
  'msDS-ResultantPSO': ['b77ea093-88d0-4780-9a98-911f8e8b1dca'],
  'msDS-KeyCredentialLink': ['5b47d60f-6090-40b2-9f37-2a4de88f3063'],
  'msDS-AllowedToActOnBehalfOfOtherIdentity': ['3f78c3e5-f79a-46bd-a0b8-9d18116ddc79'],
} as const satisfies Record<string, AccessPath>
export type KnownAttribute = keyof typeof attributePaths
