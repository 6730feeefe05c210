import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import type { RouteBody } from '@keyturn/contract'
import { readKeytab } from '@keyturn/protocols/kerberos'
import { cronUsers, unitUser } from './files.ts'

export type Use = RouteBody<'device.uses'>['uses'][number]

const unitFolders = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
]
const cronFolder = '/etc/cron.d'
const crontabs = '/var/spool/cron/crontabs'
const keytabFolders = ['/etc', '/etc/keytabs', '/var/lib/keytabs']
const mostUses = 500

/**
 * Accounts of this computer itself are left out: `/etc/passwd` names them. What cannot be read is as if it were not
 * there. Sorted, each once.
 *
 * @param root `/`, but in tests.
 */
export async function usesHere(root = '/'): Promise<readonly Use[]> {
  const local = await localAccounts(root)
  const found = [...(await units(root)), ...(await tasks(root)), ...(await keytabs(root))]
  const known = new Map<string, Use>()
  for (const use of found.filter(({ name }) => !local.has(name))) known.set(JSON.stringify(use), use)
  return [...known]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, mostUses)
    .map(([, use]) => use)
}

async function localAccounts(root: string): Promise<ReadonlySet<string>> {
  const lines = ((await read(join(root, 'etc/passwd'))) ?? '').split('\n')
  return new Set(lines.map((line) => line.split(':')).flatMap(([name = '', , uid = '']) => [name, uid]))
}

async function units(root: string): Promise<readonly Use[]> {
  const found: Use[] = []
  for (const folder of unitFolders) {
    for (const file of await filesIn(join(root, folder), /\.(service|socket)$|\.service\.d$/)) {
      // A drop-in says it for the unit whose folder it is in.
      const parts = file.endsWith('.d') ? await filesIn(file, /\.conf$/) : [file]
      for (const part of parts) {
        const name = unitUser((await read(part)) ?? '')
        const unit = basename(file, '.d')
        if (name !== undefined) found.push({ name, kind: 'unit', detail: unit })
      }
    }
  }
  return found
}

async function tasks(root: string): Promise<readonly Use[]> {
  const system = [join(root, 'etc/crontab'), ...(await filesIn(join(root, cronFolder), /^[\w-]+$/))]
  const found: Use[] = []
  for (const file of system) {
    const detail = join('/', relative(root, file))
    for (const name of cronUsers((await read(file)) ?? '')) found.push({ name, kind: 'task', detail })
  }
  // Each is called as whose it is.
  for (const file of await filesIn(join(root, crontabs), /./)) {
    found.push({ name: basename(file), kind: 'task', detail: 'crontab' })
  }
  return found
}

async function keytabs(root: string): Promise<readonly Use[]> {
  const found: Use[] = []
  for (const folder of keytabFolders) {
    for (const file of await filesIn(join(root, folder), /\.keytab$/)) {
      const entries = readKeytab((await readFile(file).catch(() => undefined)) ?? new Uint8Array()) ?? []
      const detail = join('/', relative(root, file))
      for (const { principal, realm, key } of entries) {
        key.fill(0)
        found.push({ name: `${principal.join('/')}@${realm}`, kind: 'keytab', detail })
      }
    }
  }
  return found
}

async function filesIn(folder: string, names: RegExp): Promise<readonly string[]> {
  const all = await readdir(folder).catch(() => [])
  return all
    .filter((name) => names.test(name))
    .toSorted()
    .map((name) => join(folder, name))
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined)
}
