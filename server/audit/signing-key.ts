import {
  createSigner,
  formatSignerKey,
  formatVerifierKey,
  parseSignerKey,
  type Signer,
} from '@keyturn/protocols/tlog'
import { Fault, readSecretFile, writeSecretFile, type Random } from '#kernel'
import type { AuditStore } from './store.ts'

interface KeyDeps {
  readonly store: Pick<AuditStore, 'verifierKey' | 'claimVerifierKey'>
  readonly random: Random
  /** The note key of Go's sumdb, on one line; mode 0600. */
  readonly keyFile: string
  /** Name of a key that is made; one that is there has its own. */
  readonly origin: string
}

/**
 * The key that this log has always been signed with; made at the very first start.
 *
 * @throws {Fault} `audit.unavailable` if it is gone, is another one, or others can read it. A new key is never
 *   made for a log that has one: whoever pinned the old one would have to take it for a forgery.
 */
export async function openSigningKey({ store, random, keyFile, origin }: KeyDeps): Promise<Signer> {
  const known = await store.verifierKey()
  const signer = (await readKey(keyFile)) ?? (known === undefined ? await makeKey() : undefined)
  if (signer === undefined) throw refused(`${keyFile} is missing. This log is signed with ${known}`)
  const own = formatVerifierKey(signer.key)
  const claimed = known ?? (await store.claimVerifierKey(own))
  if (claimed !== own) throw refused(`${keyFile} holds ${own}, but this log is signed with ${claimed}`)
  return signer

  async function makeKey(): Promise<Signer> {
    const seed = random(32)
    await writeSecretFile(keyFile, `${formatSignerKey(origin, seed)}\n`)
    return createSigner(origin, seed)
  }
}

function refused(what: string): Fault {
  return new Fault(
    'audit.unavailable',
    `${what}. Copy the key file from the first server or from its backup (docs/guide/audit.md, "The key")`,
  )
}

async function readKey(path: string): Promise<Signer | undefined> {
  const text = await readSecretFile(path)
  if (text === undefined) return undefined
  const signer = parseSignerKey(text.toString('utf8').trimEnd())
  if (signer === undefined) throw refused(`${path} holds no signing key`)
  return signer
}
