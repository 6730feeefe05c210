import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { Fault, type Clock, type Log } from '#kernel'
import type { AttestationSettings } from '../settings.ts'
import type { AttestationDeps } from './attestation.ts'
import { parseBlob, type Blob, type TrustedSigner } from './blob.ts'

export interface MetadataFileDeps {
  readonly clock: Clock
  readonly log: Pick<Log, 'warn' | 'error' | 'info'>
}

/**
 * The models of the metadata file, which is read anew when it has changed. One that cannot be used, or is older than
 * the one that is used, changes nothing but the log.
 *
 * @throws {Fault} `config.invalid` if it cannot be used now.
 */
export async function openMetadataFile(
  settings: AttestationSettings,
  deps: MetadataFileDeps,
): Promise<AttestationDeps['models']> {
  const { metadataFile: file, metadataRootFile, metadataSigner: name } = settings
  const signer = { root: await readRoot(metadataRootFile), name }
  let state = await stateOf(file)
  let blob = await readBlob(file, signer, deps)

  async function renew(): Promise<void> {
    const now = await stateOf(file)
    if (now === state) return
    state = now
    const next = await readBlob(file, signer, deps)
    if (next.number < blob.number) {
      deps.log.warn({ file, has: blob.number, found: next.number }, 'an older FIDO metadata file is not used')
      return
    }
    blob = next
    deps.log.info({ file, number: blob.number, models: blob.models.size }, 'FIDO metadata read')
  }

  return {
    async fresh() {
      await renew().catch((error: unknown) => {
        deps.log.error({ err: error, file }, 'the FIDO metadata file cannot be used; the last one is')
      })
      return blob.models
    },
    last: () => blob.models,
  }
}

/** Changes whenever somebody writes or replaces the file. */
async function stateOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file)
    return `${ino} ${size} ${mtimeMs}`
  } catch (cause) {
    throw new Fault('config.invalid', `${file} cannot be read`, { cause })
  }
}

async function readRoot(file: string): Promise<X509Certificate> {
  try {
    return new X509Certificate(await readFile(file))
  } catch (cause) {
    throw new Fault('config.invalid', `${file} is not a certificate in PEM`, { cause })
  }
}

async function readBlob(
  file: string,
  signer: TrustedSigner,
  { clock, log }: MetadataFileDeps,
): Promise<Blob> {
  const parsed = parseBlob(await readFile(file, 'utf8'), signer, clock())
  if (!parsed.ok) throw new Fault('config.invalid', `${file} is no FIDO metadata to rely on: ${parsed.why}`)
  const { nextUpdate } = parsed.blob
  if (nextUpdate < clock()) {
    log.warn({ file, nextUpdate }, 'the FIDO metadata is late: models found broken since are not known')
  }
  return parsed.blob
}
