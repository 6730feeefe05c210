import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { must } from '../site/command.ts'
import { isDc, isMoreDc, type HostName, type MoreDcName } from '../topology.ts'
import { lock } from './lock.ts'
import { provision, type Say } from './provision.ts'
import { addDcs } from './more-dcs.ts'

/** A seeded domain on disk. Nothing in it is ever changed; labs run on copies. */
export interface Tree {
  readonly caFolder: string
  readonly secretsFolder: string
  /** Copies what the host keeps below `/var` into its folder of a site. */
  copyHost(name: HostName, into: string): Promise<void>
  /** What the host keeps in `/etc`, to be copied over the one it boots with; undefined if nothing. */
  etcOf(name: HostName): Promise<string | undefined>
}

/** Passwords in the seed would pass their maximum age of 90 days (60 in Finance) in an older one. */
const maxAgeMs = 30 * 86_400_000

/**
 * The kept domain of this seed and this Samba, or a new one, for a lab of these hosts. Two labs that start at once make
 * it once.
 *
 * @param kept where they are.
 */
export async function openTree(hosts: ReadonlySet<HostName>, say: Say, kept: string): Promise<Tree> {
  await mkdir(kept, { recursive: true, mode: 0o700 })
  const key = await treeKey(ingredients)
  const folder = await ensure(join(kept, key), (into) => provision(into, say))
  const more = [...hosts].filter(isMoreDc).toSorted()
  const grown = more.length > 0 ? await ensureGrown(folder, more, say) : folder
  const hostFolder = (name: HostName) => join(isDc(name) ? grown : folder, 'hosts', name)
  return {
    caFolder: join(folder, 'ca'),
    secretsFolder: join(folder, 'secrets'),
    async copyHost(name, into) {
      const kept = join(hostFolder(name), 'var')
      if (!(await exists(kept))) return
      await mkdir(into, { recursive: true })
      await must(['cp', '-a', '--reflink=auto', '--sparse=always', kept, into])
    },
    async etcOf(name) {
      const etc = join(hostFolder(name), 'etc')
      return (await exists(etc)) ? etc : undefined
    },
  }
}

async function ensureGrown(tree: string, more: readonly MoreDcName[], say: Say): Promise<string> {
  const made = createHash('sha256').update(await treeKey([...ingredients, ...growthIngredients]))
  // Of that very tree: each has a domain of its own.
  made.update(await readFile(join(tree, 'ca', 'ca.pem')))
  const key = made.update(more.join()).digest('hex')
  return ensure(join(dirname(tree), key.slice(0, 16)), (into) => addDcs(more, { tree, target: into }, say))
}

type Make = (target: string) => Promise<void>

async function ensure(folder: string, make: Make): Promise<string> {
  if (await isFresh(folder)) return folder
  await using _held = await lock(join(dirname(folder), 'lock'))
  if (!(await isFresh(folder))) await build(folder, make)
  return folder
}

async function build(folder: string, make: Make): Promise<void> {
  const unfinished = `${folder}.new`
  await removeStale(dirname(folder))
  await rm(folder, { recursive: true, force: true })
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  await make(unfinished)
  await rename(unfinished, folder)
}

async function removeStale(kept: string): Promise<void> {
  for (const name of await readdir(kept)) {
    const old = join(kept, name)
    if (name !== 'lock' && !(await isFresh(old))) await rm(old, { recursive: true, force: true })
  }
}

async function isFresh(folder: string): Promise<boolean> {
  const made = await stat(folder).catch(() => undefined)
  return made !== undefined && Date.now() - made.mtimeMs < maxAgeMs
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/** What a tree is made from. Other code of the lab may change without a new one. */
const ingredients = ['seed', 'state/provision.ts', 'domain/winbind.ts', 'ca.ts', 'topology.ts']
const growthIngredients = ['state/more-dcs.ts']

/** Changes with the ingredients and with Samba's version. */
async function treeKey(ingredients: readonly string[]): Promise<string> {
  const lab = dirname(import.meta.dirname)
  const hash = createHash('sha256').update(await must(['samba', '--version']))
  for (const ingredient of ingredients) {
    for (const file of await sources(join(lab, ingredient))) hash.update(await readFile(file))
  }
  return hash.digest('hex').slice(0, 16)
}

async function sources(path: string): Promise<readonly string[]> {
  if (path.endsWith('.ts')) return [path]
  const files = (await readdir(path))
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => join(path, name))
  return files.toSorted((one, other) => one.localeCompare(other, 'en'))
}
