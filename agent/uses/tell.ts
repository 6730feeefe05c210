import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { ServerApi } from '../api/server-api.ts'
import { replaceFile } from '../state/files.ts'
import { usesHere } from './uses.ts'

const againMs = 24 * 60 * 60_000
const tellMs = 10_000

/**
 * Once a day, and at once when something is other than it was told. What the server does not take today it is told
 * another time: a computer does not depend on it.
 */
export async function tellUses(
  { stateDirectory }: { readonly stateDirectory: string },
  api: Pick<ServerApi, 'call'>,
  signal: AbortSignal,
): Promise<void> {
  const uses = await usesHere()
  const file = join(stateDirectory, 'uses-told')
  const digest = createHash('sha256').update(JSON.stringify(uses)).digest('hex')
  const [known, at] = (await readFile(file, 'utf8').catch(() => '')).split(' ')
  if (known === digest && Date.now() - Number(at) < againMs) return
  try {
    const body = { host: hostname(), uses: [...uses] }
    await api.call('device.uses', { body, signal: AbortSignal.any([signal, AbortSignal.timeout(tellMs)]) })
  } catch {
    return
  }
  await replaceFile(file, `${digest} ${Date.now()}`)
}
