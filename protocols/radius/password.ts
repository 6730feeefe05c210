import { createHash } from 'node:crypto'

/** RFC 2865 5.2 */
export const maxPasswordBytes = 128
const blockBytes = 16

/**
 * User-Password as RFC 2865 5.2 hides it, padded with zeros to whole blocks:
 *
 *     c(1) = p(1) xor MD5(secret ‖ request authenticator)    c(i) = p(i) xor MD5(secret ‖ c(i-1))
 *
 * @returns undefined if it cannot be sent: too long, or with a zero byte, which no server tells from the padding.
 */
export function hidePassword(
  password: Uint8Array,
  requestAuthenticator: Uint8Array,
  sharedSecret: Uint8Array,
): Buffer | undefined {
  if (password.length > maxPasswordBytes || password.includes(0)) return undefined
  const hidden = Buffer.alloc(Math.max(1, Math.ceil(password.length / blockBytes)) * blockBytes)
  hidden.set(password)
  let before = requestAuthenticator
  for (let at = 0; at < hidden.length; at += blockBytes) {
    const mask = createHash('md5').update(sharedSecret).update(before).digest()
    const block = hidden.subarray(at, at + blockBytes)
    for (const [i, byte] of mask.entries()) block[i] = (block[i] ?? 0) ^ byte
    before = block
  }
  return hidden
}
