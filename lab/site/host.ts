import { mkdirSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { HostName } from '../topology.ts'
import { startChild, type Child, type ChildOptions } from './child.ts'
import { run as runCommand, succeeded, type CommandOptions, type Ran } from './command.ts'
import type { ProcessIdentity } from './process.ts'

export interface HostRunOptions extends CommandOptions {
  /** A user the host knows, local or of the domain. Default root. */
  readonly asUser?: string
  readonly cwd?: string
}

/** One machine of the lab: namespaces for network, mounts, processes, host name and IPC. */
export interface Host {
  readonly name: HostName
  /** Name of the network namespace, for `ip netns exec`. */
  readonly netns: string
  /** The host's process 1 as seen from outside, for `nsenter --target`. */
  readonly pid: number
  /** Private to the host, kept on disk for the lab's life, at the same path inside and outside. */
  readonly dataFolder: string
  /** Runs to the end; a status other than 0 is an answer. */
  run(argv: readonly string[], options?: HostRunOptions): Promise<Ran>
  /** Runs what has to succeed and gives its standard output. */
  must(argv: readonly string[], options?: HostRunOptions): Promise<string>
  /** Starts what stays. It ends with `stop()`, with the host, and with this process, whatever comes first. */
  spawn(argv: readonly string[], options?: HostSpawnOptions): Promise<Child>
  /** Where a file of the host is seen from outside. */
  path(file: string): string
  read(file: string): Promise<string>
  write(file: string, text: string | Uint8Array, mode?: number): Promise<void>
}

export interface HostSpawnOptions extends Omit<ChildOptions, 'logFile'> {
  readonly asUser?: string
  readonly cwd?: string
  /** Output goes to `LAB/hosts/HOST/log/NAME.log`. Default: the command's name. */
  readonly name?: string
}

export interface HostPlace {
  readonly name: HostName
  readonly netns: string
  readonly init: ProcessIdentity
  readonly folder: string
}

export function createHost({ name, netns, init, folder }: HostPlace): Host {
  const path = (file: string) => join(`/proc/${init.pid}/root`, file)

  async function run(argv: readonly string[], options: HostRunOptions = {}): Promise<Ran> {
    return runCommand([...(await entry(options)), ...argv], options)
  }

  /** The group ids of a domain user are only known inside, so `id` is asked there first. */
  async function entry({ asUser, cwd }: { asUser?: string; cwd?: string }): Promise<string[]> {
    const inside = [...enter(init.pid), ...(cwd === undefined ? [] : ['env', `--chdir=${cwd}`])]
    if (asUser === undefined) return inside
    const argv = [...enter(init.pid), 'id', '-g', asUser]
    const gid = succeeded(argv, await runCommand(argv)).trim()
    return [...inside, 'setpriv', `--reuid=${asUser}`, `--regid=${gid}`, '--init-groups', '--']
  }

  return {
    name,
    netns,
    pid: init.pid,
    dataFolder: join(folder, 'data'),
    run,
    must: async (argv, options) => succeeded([name, ...argv], await run(argv, options)),
    async spawn(argv, options = {}) {
      const logFolder = join(folder, 'log')
      mkdirSync(logFolder, { recursive: true })
      const logFile = join(logFolder, `${options.name ?? argv[0]?.split('/').at(-1)}.log`)
      return startChild([...(await entry(options)), ...argv], { ...options, logFile })
    },
    path,
    read: (file) => readFile(path(file), 'utf8'),
    async write(file, text, mode = 0o644) {
      await mkdir(dirname(path(file)), { recursive: true })
      await writeFile(path(file), text, { mode })
      await chmod(path(file), mode)
    },
  }
}

/**
 * The second setpriv is for the fork that `nsenter --pid` makes: without it, killing nsenter would leave the
 * command running.
 */
function enter(pid: number): readonly string[] {
  const namespaces = ['--mount', '--net', '--uts', '--ipc', '--pid']
  return ['nsenter', '--target', String(pid), ...namespaces, '--', 'setpriv', '--pdeathsig', 'KILL', '--']
}
