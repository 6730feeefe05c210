import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { auditMigrations, openAuditLog, type AuditLog } from '../../server/audit/index.ts'
import { createDirectory, type Directory } from '../../server/directory/index.ts'
import { createLog, secret, systemClock, systemRandom } from '../../server/kernel/index.ts'
import { openStorage, type ModuleMigrations, type Storage } from '../../server/storage/index.ts'
import type { Place } from './run.ts'
import { passwordIn } from './task.ts'

const deps = { log: createLog('silent'), clock: systemClock, random: systemRandom }

/** The directory as the server opens it, without the server. */
export async function openDirectory(
  place: Place,
  domainControllers: readonly string[] = [],
): Promise<Directory & AsyncDisposable> {
  const { name, passwordFile } = place.serviceAccount
  const config = {
    domain: place.domain,
    domainControllers,
    ca: await readFile(place.caFile, 'utf8'),
    serviceAccount: { name, password: secret(passwordIn(passwordFile)) },
    protectedGroups: [],
  }
  return createDirectory(config, deps)
}

export interface Ledger extends AsyncDisposable {
  readonly storage: Storage
  readonly audit: AuditLog
}

/** An audit log in a private cluster of its own, with the durability of the real one: it is the real one. */
export async function openLedger(folder: string, more: readonly ModuleMigrations[] = []): Promise<Ledger> {
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const stack = new AsyncDisposableStack()
  const at = { url: undefined, directory: join(folder, 'database') }
  const storage = stack.use(await openStorage(at, [auditMigrations, ...more], deps))
  const origin = 'bench.example/audit'
  const audit = stack.use(await openAuditLog({ ...deps, storage, directory: folder, origin }))
  return { storage, audit, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
