import { randomBytes, randomInt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  encryptedTimestamp,
  isAbout,
  judgeLogOn,
  keyFromPassword,
  readKeytab,
  wantedPreAuthentication,
  type KeytabEntry,
} from '@keyturn/protocols/kerberos'
import { formatAsRequest, parseKdcAnswer, type AsRequest, type KdcAnswer } from '@keyturn/protocols/kkdcp'
import type { Proxy } from '../relay/index.ts'

export interface KerberosDeps {
  readonly proxy: Pick<Proxy, 'ask'>
  readonly realm: string
  /** Root's alone: /etc/krb5.keytab. */
  readonly keytabFile: string
  readonly wallClock: () => number
}

/**
 * - `accepted`: a KDC took the password, and proved to be one of the domain.
 * - `wrong-password`: that KDC does not know this password (yet).
 * - `refused`: it says no for another reason: locked, disabled, expired, unknown.
 * - `not-proved`: there is no key of this computer in the keytab, or whoever answered does not know it, or wants a weak one.
 * - `clock-off`: it would have been proved by the KDC's clock, and this computer's says something else. Its clock is what keeps
 *   somebody from passing with a ticket that he kept, so nobody else's is taken for it.
 * - `no-kdc`: no KDC answered.
 */
export type KerberosResult = 'accepted' | 'wrong-password' | 'refused' | 'not-proved' | 'clock-off' | 'no-kdc'

export interface Kerberos {
  /** `name`: the sAMAccountName. The password is UTF-8; the buffer is left as it is. */
  logOn(name: string, password: Buffer, signal: AbortSignal): Promise<KerberosResult>
  /** Whether a KDC answers, and this computer has a key by which it could prove to be one. Tries no password. */
  isInReach(signal: AbortSignal): Promise<boolean>
}

/** RFC 4120 7.5.9. */
const codes = { preAuthFailed: 24, preAuthRequired: 25, unavailable: 29, generic: 60 } as const
/** What KDCs of a domain can be held to (RFC 3962); nobody is talked into less. */
const encryptionTypes = [18, 17]
interface Service {
  readonly name: readonly string[]
  readonly keys: readonly KeytabEntry[]
}

export function createKerberos(deps: KerberosDeps): Kerberos {
  const { proxy, realm, wallClock } = deps

  async function ask(request: AsRequest, signal: AbortSignal): Promise<KdcAnswer | undefined> {
    const asked = formatAsRequest(request)
    // Twice: on a bad line a name that is not answered, or a connection that breaks, is no word about the network.
    const answer =
      (await proxy.ask(asked, signal)) ?? (signal.aborted ? undefined : await proxy.ask(asked, signal))
    return answer && parseKdcAnswer(answer)
  }

  const ours = async () => serviceIn(await readFile(deps.keytabFile).catch(() => Buffer.of()), realm)

  return {
    async isInReach(signal) {
      const service = await ours()
      if (service === undefined) return false
      // Itself: whether there is such an account is nothing to anybody, and no try counts.
      const request = { realm, client: service.name.join('/'), encryptionTypes, nonce: newNonce() }
      const answer = await ask(request, signal)
      return answer !== undefined && (answer.kind === 'ticket' || refusal(answer.code) !== 'no-kdc')
    },

    async logOn(name, password, signal) {
      const service = await ours()
      const request = { realm, client: name, encryptionTypes, ...(service && { service: service.name }) }
      const first = await ask({ ...request, nonce: newNonce() }, signal)
      if (first === undefined) return 'no-kdc'
      // A ticket for whoever asks, without a word of the password, is nothing that a domain gives.
      if (service === undefined || first.kind === 'ticket') return 'not-proved'
      if (first.code !== codes.preAuthRequired) return refusal(first.code)
      const wanted = wantedPreAuthentication(first.data)
      if (wanted === undefined) return 'not-proved'
      const key = keyFromPassword(wanted.type, password, wanted.salt)
      try {
        // By the KDC's clock: that of a laptop may be wrong, and the KDC has to take it.
        const timestamp = encryptedTimestamp({ type: wanted.type, key }, first.time, randomBytes(16))
        const nonce = newNonce()
        const answer = await ask({ ...request, nonce, timestamp }, signal)
        if (answer === undefined) return 'no-kdc'
        if (answer.kind === 'error') return refusal(answer.code)
        const now = new Date(wallClock())
        const asked = {
          realm,
          client: name,
          service: service.name,
          nonce,
          key,
          serviceKeys: service.keys,
          now,
        }
        const found = judgeLogOn(answer.message, asked)
        if (found.verdict !== 'another-time') return found.verdict === 'proved' ? 'accepted' : 'not-proved'
        return isAbout(found.at, first.time) ? 'clock-off' : 'not-proved'
      } finally {
        key.fill(0)
      }
    },
  }
}

function newNonce(): number {
  return randomInt(2 ** 31)
}

function refusal(code: number): KerberosResult {
  if (code === codes.preAuthFailed) return 'wrong-password'
  return code === codes.unavailable || code === codes.generic ? 'no-kdc' : 'refused'
}

/**
 * What this computer is to the domain, by its full name where it has one. The keys are those of its account, by whatever
 * name they stand there: a keytab may have one of them under some names only. A key of another service in it is known to
 * others as well.
 */
function serviceIn(keytab: Uint8Array, realm: string): Service | undefined {
  const ours = (readKeytab(keytab) ?? []).filter(
    (entry) => entry.realm === realm && (isHost(entry.principal) || isComputer(entry.principal)),
  )
  const keys = ours.filter(({ type }) => encryptionTypes.includes(type))
  const names = ours.map(({ principal }) => principal).filter(isHost)
  const name = names.find(([, host]) => host?.includes('.')) ?? names[0]
  return name === undefined || keys.length === 0 ? undefined : { name, keys }
}

function isHost([kind, host, ...more]: readonly string[]): boolean {
  return kind === 'host' && host !== undefined && more.length === 0
}

function isComputer([name, ...more]: readonly string[]): boolean {
  return name?.endsWith('$') === true && more.length === 0
}
