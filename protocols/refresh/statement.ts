import { sign, verify, type KeyObject } from 'node:crypto'
import type { Sid } from '../ad/index.ts'
import { formatLines, parseLines, shapes } from './lines.ts'

/**
 * What the server signs after a domain controller took a person's new password. It lets one device, for one launch,
 * change that person's cached logon. UTF-8, each line a name, a space and a value, ending with LF:
 *
 *     keyturn-refresh-statement/1
 *     account S-1-5-21-1004336348-1177238915-682003330-1104
 *     name alice                          sAMAccountName
 *     domain CORP                         NetBIOS name of the domain
 *     upn alice@corp.example              the name alone, `upn`, if the account has none
 *     device AAAAAAAAAAAAAAAAAAAAAA       16 bytes, base64url
 *     launch BBBBBBBBBBBBBBBBBBBBBB       16 bytes
 *     nonce CCC…C                         32 bytes, which the server gave to the launch
 *     issued 2026-11-21T10:15:02.118Z     the server's time
 *     dc dc1.corp.example                 the domain controller that took the write
 *     pwdLastSet 2026-11-21T10:15:01.904Z as read back from it
 *     password DDD…D                      HMAC-SHA256(blind, password), see sealed.ts
 *
 * The signature is Ed25519 over exactly these bytes; the first line keeps it apart from anything else that the key
 * may ever sign.
 */
export interface Statement {
  readonly account: Sid
  readonly name: string
  readonly domain: string
  readonly upn: string | null
  readonly device: string
  readonly launch: string
  readonly nonce: string
  readonly issued: Date
  readonly dc: string
  readonly pwdLastSet: Date
  readonly password: string
}

const version = 'keyturn-refresh-statement/1'

const lines = {
  account: shapes.account,
  name: shapes.name,
  domain: shapes.name,
  upn: shapes.upn,
  device: shapes.id,
  launch: shapes.id,
  nonce: shapes.bytes32,
  issued: shapes.time,
  dc: shapes.dc,
  pwdLastSet: shapes.time,
  password: shapes.bytes32,
} as const

/**
 * The bytes to sign.
 *
 * @throws {TypeError} naming the field that the format cannot carry.
 */
export function formatStatement(statement: Statement): Uint8Array {
  return formatLines(version, lines, {
    ...statement,
    upn: statement.upn ?? '',
    issued: statement.issued.toISOString(),
    pwdLastSet: statement.pwdLastSet.toISOString(),
  })
}

/** @returns undefined for anything that `formatStatement` would not have written, to the byte. */
export function parseStatement(bytes: Uint8Array): Statement | undefined {
  return parseLines(version, lines, bytes, {
    format: formatStatement,
    make: (value) => ({
      account: value('account') as Sid,
      name: value('name'),
      domain: value('domain'),
      upn: value('upn') === '' ? null : value('upn'),
      device: value('device'),
      launch: value('launch'),
      nonce: value('nonce'),
      issued: new Date(value('issued')),
      dc: value('dc'),
      pwdLastSet: new Date(value('pwdLastSet')),
      password: value('password'),
    }),
  })
}

export function signStatement(statement: Uint8Array, key: KeyObject): Uint8Array {
  return sign(null, statement, key)
}

export function verifyStatement(statement: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  return verify(null, statement, key, signature)
}
