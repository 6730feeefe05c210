import { argon2, createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Sid } from '../ad/index.ts'
import { base32, headOf, responseSymbols, type DeviceChallenge } from '../challenge/index.ts'

/** What one response answers. */
export interface Asked {
  readonly challenge: DeviceChallenge
  readonly account: Sid
  /** UTF-8, as it was typed; left as it is. */
  readonly password: Uint8Array
}

const argon2id = promisify(argon2).bind(undefined, 'argon2id')
/**
 * 64 MiB and three passes, as RFC 9106 section 4 recommends where memory is short; about 0.4 s. One lane and not four:
 * OpenSSL computes lanes one after the other, so more of them would spare only an attacker time.
 */
const cost = { memory: 64 * 1024, passes: 3, parallelism: 1, tagLength: 32 }

/**
 * The one response that fits:
 *
 *     salt     = SHA-256("keyturn no-network salt/1" LF head LF account SID), its first 16 bytes
 *     slow     = Argon2id(password, salt)
 *     response = HMAC-SHA-256(secret, "keyturn no-network response/1" LF head LF account SID LF ‖ slow), its first 80 bits
 *
 * The head is that of the challenge: version, device, nonce. Without the secret a response says nothing. With it, as
 * whoever took the computer has it, each guess at the password costs one Argon2id; docs/decisions/0021.
 */
export async function responseTo(
  { challenge, account, password }: Asked,
  secret: Uint8Array,
): Promise<string> {
  const about = `${headOf(challenge)}\n${account}`
  const salt = createHash('sha256').update(`keyturn no-network salt/1\n${about}`).digest().subarray(0, 16)
  const slow = await argon2id({ message: password, nonce: salt, ...cost })
  const mac = createHmac('sha256', secret).update(`keyturn no-network response/1\n${about}\n`).update(slow)
  slow.fill(0)
  return base32(mac.digest()).slice(0, responseSymbols)
}

/** @param response as `parseResponse` reads it. */
export async function isResponse(response: string, asked: Asked, secret: Uint8Array): Promise<boolean> {
  const expected = Buffer.from(await responseTo(asked, secret))
  const given = Buffer.from(response)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
