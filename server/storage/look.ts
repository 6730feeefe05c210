import { access } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { foreignConnection, socketConnection, type Connection } from './connection.ts'
import { whyNot } from './faults.ts'
import type { StorageConfig } from './storage.ts'

/** Whether a database answers, without starting or changing anything. */
export type DatabaseLook = {
  /** Host and name, or the folder of the private cluster. */
  readonly where: string
} & (
  | { readonly answers: true; readonly version: string; readonly bytes: number; readonly ms: number }
  | {
      readonly answers: false
      readonly isPrivate: boolean
      readonly wasStarted: boolean
      readonly why: string
    }
)

const name = 'keyturn-doctor'

export async function lookAtDatabase({ url, passwordFile, directory }: StorageConfig): Promise<DatabaseLook> {
  if (url === undefined) {
    const wasStarted = await access(join(directory, 'data')).then(
      () => true,
      () => false,
    )
    const asked = wasStarted
      ? await ask(() => socketConnection(join(directory, 'socket'), 'postgres', name))
      : 'not yet made'
    if (typeof asked !== 'string') return { where: directory, answers: true, ...asked }
    return { where: directory, answers: false, isPrivate: true, wasStarted, why: asked }
  }
  const parsed = URL.parse(url)
  const where = parsed === null ? 'database.url' : `${parsed.host}${parsed.pathname}`
  const asked = await ask(() => foreignConnection(url, passwordFile, name))
  if (typeof asked !== 'string') return { where, answers: true, ...asked }
  return { where, answers: false, isPrivate: false, wasStarted: true, why: asked }
}

/** @returns why not, in the words of the server or the system. */
async function ask(connection: () => Connection) {
  let client: pg.Client | undefined
  try {
    client = new pg.Client(connection())
    client.on('error', () => {})
    await client.connect()
    const began = performance.now()
    const { rows } = await client.query<{ version: string; bytes: string }>(
      `select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`,
    )
    const ms = performance.now() - began
    const [row] = rows
    return { version: row?.version.split(' ')[0] ?? '', bytes: Number(row?.bytes ?? 0), ms }
  } catch (error) {
    return whyNot(error)
  } finally {
    await client?.end().catch(() => {})
  }
}
