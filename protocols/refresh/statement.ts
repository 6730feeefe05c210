import { sign, verify, type KeyObject } from 'node:crypto'
import type { Sid } from '../ad/index.ts'

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

/** Lines in order, and what each value must look like. */
const lines = [
  ['account', /^S-1-\d{1,15}(-\d{1,10}){1,15}$/],
  ['name', /^.{1,256}$/u],
  ['domain', /^.{1,256}$/u],
  ['upn', /^.{0,1024}$/u],
  ['device', /^[\w-]{22}$/],
  ['launch', /^[\w-]{22}$/],
  ['nonce', /^[\w-]{43}$/],
  ['issued', /^[\dTZ:.-]{24}$/],
  ['dc', /^[A-Za-z0-9.-]{1,255}$/],
  ['pwdLastSet', /^[\dTZ:.-]{24}$/],
  ['password', /^[\w-]{43}$/],
] as const

/**
 * The bytes to sign.
 *
 * @throws {TypeError} naming the field that the format cannot carry.
 */
export function formatStatement(statement: Statement): Uint8Array {
  const text: Record<(typeof lines)[number][0], string> = {
    ...statement,
    upn: statement.upn ?? '',
    issued: statement.issued.toISOString(),
    pwdLastSet: statement.pwdLastSet.toISOString(),
  }
  for (const [name, shape] of lines) {
    const plain = text[name].isWellFormed() && !/\p{Cc}/u.test(text[name])
    if (!plain || !shape.test(text[name])) throw new TypeError(`statement: ${name}`)
  }
  const body = lines.map(([name]) => (text[name] === '' ? name : `${name} ${text[name]}`))
  return Buffer.from([version, ...body, ''].join('\n'))
}

/** @returns undefined for anything that `formatStatement` would not have written, to the byte. */
export function parseStatement(bytes: Uint8Array): Statement | undefined {
  const [first, ...rest] = Buffer.from(bytes).toString('utf8').split('\n')
  if (first !== version || rest.length !== lines.length + 1) return undefined
  const value = (index: number) => rest[index]?.slice((lines[index]?.[0].length ?? 0) + 1) ?? ''
  const statement: Statement = {
    account: value(0) as Sid,
    name: value(1),
    domain: value(2),
    upn: value(3) === '' ? null : value(3),
    device: value(4),
    launch: value(5),
    nonce: value(6),
    issued: new Date(value(7)),
    dc: value(8),
    pwdLastSet: new Date(value(9)),
    password: value(10),
  }
  return isSpelled(statement, bytes) ? statement : undefined
}

/** The bytes are checked, not the fields: whatever was read must write the same bytes again. */
function isSpelled(statement: Statement, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(formatStatement(statement), bytes) === 0
  } catch {
    return false
  }
}

export function signStatement(statement: Uint8Array, key: KeyObject): Uint8Array {
  return sign(null, statement, key)
}

export function verifyStatement(statement: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  return verify(null, statement, key, signature)
}
