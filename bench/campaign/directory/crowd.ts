import { sidBytes, type Sid } from '@keyturn/protocols/ad'

/** An entry as a DC would give it: values by attribute. */
export interface Made {
  readonly dn: string
  readonly attributes: Readonly<Record<string, readonly (string | Buffer)[]>>
}

export const base = 'DC=corp,DC=example'
const configuration = `CN=Configuration,${base}`
const domain = 'S-1-5-21-1111-2222-3333'
const firstRid = 10_000
const offices = ['Berlin', 'Zürich', 'Kraków', 'Lisboa']
const sid = (rid: number) => Buffer.from(sidBytes(`${domain}-${rid}` as Sid))

function guid(number: number): Buffer {
  // Spread like those of a DC: the first bytes are random there.
  const bytes = Buffer.alloc(16, 0x4a)
  bytes.writeUInt32LE(Math.imul(number + 1, 0x9e37_79b1) >>> 0)
  bytes.writeUInt32LE(number, 12)
  return bytes
}

const departments = Array.from({ length: 200 }, (_, i) => `CN=Department ${i},OU=Groups,${base}`)
const nestedAdmins = `CN=Tier Zero,OU=Groups,${base}`
const vpn = `CN=VPN Users,OU=Groups,${base}`

function group(dn: string, rid: number, memberOf: readonly string[] = []): Made {
  const name = /^CN=([^,]+)/.exec(dn)?.[1] ?? ''
  return {
    dn,
    attributes: {
      objectClass: ['top', 'group'],
      objectGUID: [guid(9_000_000 + rid)],
      objectSid: [sid(rid)],
      sAMAccountName: [name],
      distinguishedName: [dn],
      ...(memberOf.length > 0 && { memberOf }),
    },
  }
}

/** What there is besides accounts. */
export const furniture: readonly Made[] = [
  {
    dn: '',
    attributes: {
      defaultNamingContext: [base],
      configurationNamingContext: [configuration],
      supportedControl: ['1.2.840.113556.1.4.319'],
    },
  },
  { dn: base, attributes: { objectClass: ['domainDNS'], objectSid: [Buffer.from(sidBytes(domain as Sid))] } },
  {
    dn: `CN=CORP,CN=Partitions,${configuration}`,
    attributes: { nCName: [base], nETBIOSName: ['CORP'], dnsRoot: ['corp.example'] },
  },
  group(`CN=Domain Admins,CN=Users,${base}`, 512),
  group(nestedAdmins, 2_000, [`CN=Domain Admins,CN=Users,${base}`]),
  group(vpn, 2_001),
  ...departments.map((dn, i) => group(dn, 3_000 + i)),
]

const typeOf = { user: '805306368', computer: '805306369' }

/** The account of that number: of a thousand 30 computers, 10 services, 1 administrator, the others people in 8 groups each. */
export function account(number: number): Made {
  const place = number % 1_000
  if (place < 30) return made(number, 'computer', `PC${number}$`, {})
  if (place < 40) return made(number, 'user', `web${number}`, { servicePrincipalName: [`HTTP/web${number}`] })
  const isAdmin = place === 40
  const memberOf = [
    ...Array.from({ length: 7 }, (_, i) => departments[(number * 7 + i * 31) % departments.length] ?? ''),
    ...(place % 4 === 0 ? [vpn] : []),
    ...(isAdmin ? [nestedAdmins] : []),
  ]
  return made(number, 'user', `user${number}`, {
    givenName: ['Zoë'],
    sn: [`Müller ${number}`],
    mail: [`user${number}@corp.example`],
    physicalDeliveryOfficeName: [offices[number % offices.length] ?? ''],
    memberOf,
  })
}

function made(number: number, kind: 'user' | 'computer', name: string, more: Made['attributes']): Made {
  return {
    dn: `CN=${name},OU=${kind === 'user' ? 'People' : 'Computers'},${base}`,
    attributes: {
      objectClass: [
        'top',
        'person',
        'organizationalPerson',
        'user',
        ...(kind === 'computer' ? ['computer'] : []),
      ],
      objectGUID: [guid(number)],
      objectSid: [sid(firstRid + number)],
      sAMAccountName: [name],
      sAMAccountType: [typeOf[kind]],
      userAccountControl: [kind === 'user' ? '512' : '4096'],
      primaryGroupID: [kind === 'user' ? '513' : '515'],
      ...more,
    },
  }
}

/** Accounts by name, which an index of a DC would find; undefined: it is none of them. */
export function numberNamed(name: string): number | undefined {
  const [, digits] = /^(?:user|web|pc)(\d+)\$?$/i.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}
