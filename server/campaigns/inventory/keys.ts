import { offeredTypes } from '@keyturn/protocols/kerberos'
import { formatAsRequest, parseKdcAnswer } from '@keyturn/protocols/kkdcp'
import type { InventoryAccount } from '@keyturn/contract'
import { Fault, type Random } from '#kernel'

type Keys = NonNullable<InventoryAccount['keys']>

export interface KeysDeps {
  /** One framed Kerberos message to a KDC of the domain, and its answer. @throws {Fault} `kdc-proxy.no-kdc` */
  readonly askKdc: (framed: Uint8Array) => Promise<Uint8Array>
  readonly random: Random
}

/** RFC 4120 7.5.9. */
const codes = { noSuchType: 14, preAuthRequired: 25 } as const
/** AES with SHA-1 (RFC 3962); RC4 (RFC 4757), whose key is the NT hash. */
const types = { aes: [18, 17], rc4: [23] } as const

/**
 * Which keys a KDC uses of an account, by what it says to somebody who proves nothing: it names those that it would take a
 * proof by, of the kinds that were asked for. No password is tried, so no try counts.
 *
 * @throws {Fault} `kdc-proxy.no-kdc`
 */
async function keysOf(client: string, realm: string, { askKdc, random }: KeysDeps): Promise<Keys> {
  const ask = async (encryptionTypes: readonly number[]) => {
    const nonce = Buffer.from(random(4)).readUInt32BE() >>> 1
    return judge(await askKdc(formatAsRequest({ realm, client, nonce, encryptionTypes })), encryptionTypes)
  }
  return { aes: await ask(types.aes), rc4: await ask(types.rc4) }
}

function judge(framed: Uint8Array, asked: readonly number[]): boolean | null {
  const answer = parseKdcAnswer(framed)
  if (answer === undefined) return null
  // Of an account without pre-authentication: sealed by a key of a kind that was asked for (RFC 4120 3.1.3).
  if (answer.kind === 'ticket') return true
  if (answer.code === codes.noSuchType) return false
  if (answer.code !== codes.preAuthRequired) return null
  return offeredTypes(answer.data)?.some((type) => asked.includes(type)) ?? null
}

/** Of one account after the other; once no KDC answers none is asked any more. */
export function createKeyLook(realm: string, deps: KeysDeps) {
  let answers = true
  return {
    async of(client: string): Promise<Keys | null> {
      if (!answers) return null
      try {
        return await keysOf(client, realm, deps)
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.code !== 'kdc-proxy.no-kdc') throw cause
        answers = false
        return null
      }
    },
    get answers() {
      return answers
    },
  }
}
