import type { KeyObject } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { noNetworkAgreement } from '@keyturn/contract'
import { deviceSecret, parseAgreement } from '@keyturn/protocols/no-network'
import { signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import type { ServerApi } from '../api/server-api.ts'
import { replaceFile } from '../state/files.ts'

/** What this computer has of the server for the time without a network. */
export interface Agreed {
  readonly secret: Uint8Array
  /** Where a person types the challenge. */
  readonly portal: string
}

/** Where it is kept. */
export function agreementFile(stateDirectory: string): string {
  return join(stateDirectory, 'no-network', 'agreement.json')
}

/** Who we are, and whom we believe. */
export interface Pinned {
  readonly device: string
  readonly serverKey: string
  /** X25519, made when this computer enrolled. */
  readonly sealing: KeyObject
}

/**
 * Keeps what the server signs, for the day without a network. To be done whenever the server is in reach: it may have
 * new keys. What it did not sign is not kept.
 *
 * @returns false if the server is away, or said something else.
 */
export async function fetchAgreement(
  file: string,
  api: Pick<ServerApi, 'call'>,
  pinned: Pinned,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const answer = await api.call('device.no-network', { signal })
    if (agree(answer, pinned) === undefined) return false
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await replaceFile(file, JSON.stringify(answer))
    return true
  } catch {
    return false
  }
}

/** undefined: there is none yet, or none that the pinned key signed for this computer. */
export async function openAgreement(file: string, pinned: Pinned): Promise<Agreed | undefined> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined || (found.mode & 0o022) !== 0) return undefined
  const kept = noNetworkAgreement.safeParse(JSON.parse(await readFile(file, 'utf8')))
  return kept.success ? agree(kept.data, pinned) : undefined
}

function agree(
  { agreement, signature }: { readonly agreement: string; readonly signature: string },
  { device, serverKey, sealing }: Pinned,
): Agreed | undefined {
  const bytes = Buffer.from(agreement, 'base64url')
  const key = signingPublicKey(serverKey)
  if (key === undefined || !verifyStatement(bytes, Buffer.from(signature, 'base64url'), key)) return undefined
  const said = parseAgreement(bytes)
  if (said?.device !== device) return undefined
  const secret = deviceSecret(device, { ours: sealing, theirs: said.key })
  return secret && { secret, portal: said.portal }
}
