import { randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostName, Segment } from '../topology.ts'
import { must, start } from './command.ts'
import { labsFolder, stateFolder } from './folders.ts'
import { createHost, type Host } from './host.ts'
import { childrenOf, identify, isAlive, type ProcessIdentity } from './process.ts'
import { batch, delay, plugIn } from './ports.ts'
import { remove, sweep, type OwnedHost, type Owner } from './sweep.ts'

/** Process 1 of a host: one that waits, or systemd with no unit but those in /run/units. */
export type Init = 'sleep' | 'systemd'

/** Bare machines and the cables between them; what runs on them is not known here. */
export interface Site extends AsyncDisposable {
  /** Unique among the labs of this machine; part of every namespace's name. */
  readonly id: string
  readonly folder: string
  /** Where `boot` finds what a host's private folders hold at first. */
  hostFolder(name: HostName): string
  /** Starts a host with its interfaces up. `folders` (such as `var/lib/samba`) are private, others shared. */
  boot(name: HostName, folders: readonly string[], init?: Init): Promise<Host>
  /** Lets every frame of the host on that segment arrive later, both ways, until it is disposed of. */
  delay(name: HostName, segment: Segment, milliseconds: number): Promise<AsyncDisposable>
}

export async function openSite(): Promise<Site> {
  await mkdir(labsFolder, { recursive: true })
  // Daemons that don't run as root have to reach their own folders below.
  await chmod(stateFolder, 0o711)
  await sweep()
  const id = randomBytes(3).toString('hex')
  const folder = join(labsFolder, id)
  const owned: OwnedHost[] = []
  const booting: Promise<Host>[] = []
  const me = identify(process.pid)
  if (me === undefined) throw new Error('/proc is not mounted')
  const owner = (): Owner => ({ ...me, hosts: owned })

  async function init(name: string, folders: readonly string[], kind: Init = 'sleep'): Promise<OwnedHost> {
    const netns = `kt-${id}-${name}`
    const place = { name, state: join(folder, name), group: kind === 'systemd' ? netns : '' }
    const host = { name, netns, ...(await startInit(place, folders)) }
    owned.push(host)
    save(folder, owner())
    await must(['ip', 'netns', 'attach', host.netns, String(host.pid)])
    return host
  }

  async function boot(name: HostName, folders: readonly string[], kind?: Init): Promise<Host> {
    const host = await init(name, folders, kind)
    await plugIn(net, host, name)
    return createHost({ name, netns: host.netns, init: host, folder: join(folder, name) })
  }

  await mkdir(`${folder}.new`)
  save(`${folder}.new`, owner())
  // Only complete does it appear to a sweep.
  await rename(`${folder}.new`, folder)
  const net = await init('switch', [])
  await batch(net, ['link add office type bridge', 'link add internet type bridge'])
  await batch(net, ['link set office up', 'link set internet up'])

  return {
    id,
    folder,
    hostFolder: (name) => join(folder, name),
    boot(name, folders, kind) {
      const host = boot(name, folders, kind)
      booting.push(host)
      return host
    },
    delay: (name, segment, milliseconds) => delay(net, name, segment, milliseconds),
    async [Symbol.asyncDispose]() {
      // A host that is still booting, because another failed to, would appear behind our back.
      await Promise.allSettled(booting)
      await remove(id, owned)
    },
  }
}

/** Synchronous, so that hosts that boot at once don't write over each other. */
function save(folder: string, owner: Owner): void {
  const file = join(folder, 'owner.json')
  writeFileSync(`${file}.new`, JSON.stringify(owner))
  renameSync(`${file}.new`, file)
}

const bootScript = join(import.meta.dirname, 'boot.sh')

interface Place {
  readonly name: string
  readonly state: string
  /** The control group of a host that has one of its own, else empty. */
  readonly group: string
}

/** Gives process 1 of the new host: the only child of unshare, which kills it when it dies itself. */
async function startInit(
  { name, state, group }: Place,
  folders: readonly string[],
): Promise<ProcessIdentity> {
  for (const folder of ['etc', 'data', ...folders]) await mkdir(join(state, folder), { recursive: true })
  const namespaces = ['--pid', '--mount', '--net', '--uts', '--ipc']
  const unshare = [
    'unshare',
    '--fork',
    '--kill-child',
    ...namespaces,
    '--mount-proc',
    '--propagation',
    'slave',
  ]
  const outer = start([...unshare, bootScript, name, state, group, ...folders], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  outer.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  await new Promise<void>((resolve, reject) => {
    outer.stdout?.once('data', () => resolve())
    outer.once('error', reject)
    outer.once('exit', () => reject(new Error(`${name} did not boot: ${said.trim()}`)))
  })
  const pid = childrenOf(outer.pid ?? 0)[0]
  const identity = pid === undefined ? undefined : identify(pid)
  if (identity === undefined || !isAlive(identity)) throw new Error(`${name} did not stay up: ${said.trim()}`)
  // They must not keep a program alive that is done.
  for (const handle of [outer, outer.stdout, outer.stderr]) if (handle && 'unref' in handle) handle.unref()
  return identity
}
