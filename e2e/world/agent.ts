import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { vpnConfigPath, type Child, type Host, type Lab, type MemberName, type Ran } from '@keyturn/lab'
import { stringify } from 'yaml'
import type { KeyturnServer } from './server.ts'

/** `keyturn-agent` on a workstation of the lab, enrolled with a one-time key as an administrator would. */
export interface KeyturnAgent {
  readonly host: Host
  readonly configFile: string
  readonly stateFolder: string
  /** Runs `keyturn-agent …` to its end. */
  run(...args: readonly string[]): Promise<Ran>
  /** Runs `keyturn-agent reset` where nothing is in reach: somebody types these lines, and then has enough. */
  resetTyping(...lines: readonly string[]): Promise<Ran>
  /** The same, but she sits there when the lines are typed, until it is stopped. */
  startTyping(...lines: readonly string[]): Promise<Pick<AgentReset, 'child' | 'shows' | 'end'>>
  /** Starts `keyturn-agent reset` and waits until it shows where to go. */
  startReset(): Promise<AgentReset>
  /** What keeps a tunnel: programs that run on the workstation. */
  tunnels(): Promise<readonly string[]>
}

/** An agent that waits for somebody to choose a password. */
export interface AgentReset {
  /** The portal's address with the launch. */
  readonly portal: string
  readonly launch: string
  readonly child: Child
  /** Until the agent's screen shows this. */
  shows(text: string): Promise<void>
  /** Its exit code and all that it showed. */
  end(): Promise<{ readonly code: number | null; readonly screen: string }>
}

export const agentProgram = resolve(import.meta.dirname, '../../bin/keyturn-agent')
const patienceMs = 120_000
let runs = 0

/** `as`: another name, for a second enrolment of one workstation, which is another computer to the server. */
export async function installAgent(
  lab: Lab,
  server: KeyturnServer,
  name: MemberName,
  as: string = name,
): Promise<KeyturnAgent> {
  const host = lab.host(name)
  // The lab's hosts share the machine's /var/lib.
  const configFile = join(host.dataFolder, as, 'keyturn-agent.yaml')
  const stateFolder = join(host.dataFolder, as, 'keyturn-agent')
  await host.write(configFile, stringify({ stateDirectory: stateFolder }))
  const key = await server.cli('device', 'key')
  const { caFile, dnsDomain } = lab.domain
  const where = ['--server', server.url, '--ca', caFile, '--name', as, '--domain', dnsDomain]
  const vpn = lab.hosts.includes('vpn') ? ['--vpn-config', vpnConfigPath] : []
  await host.must([agentProgram, 'enrol', ...where, ...vpn, '--config', configFile], { input: key.stdout })
  return {
    host,
    configFile,
    stateFolder,
    run: (...args) => host.run([agentProgram, ...args, '--config', configFile]),
    resetTyping: (...lines) =>
      host.run([agentProgram, 'reset', '--config', configFile], {
        input: lines.map((line) => `${line}\n`).join(''),
      }),
    async startTyping(...lines) {
      const typing = 'exec "$0" reset --config "$KEYTURN_CONFIG" < <(printf "%s\\n" "$@"; exec sleep 120)'
      const argv = ['env', `KEYTURN_CONFIG=${configFile}`, 'bash', '-c', typing, agentProgram, ...lines]
      return watched(await host.spawn(argv, { name: `agent-${runs++}` }))
    },
    async startReset() {
      const child = await host.spawn([agentProgram, 'reset', '--config', configFile], {
        name: `agent-${runs++}`,
      })
      const portal = await shown(child, /(https:\/\/\S+)/)
      return { ...watched(child), portal, launch: new URL(portal).searchParams.get('launch') ?? '' }
    },
    async tunnels() {
      const lines = (await host.must(['ps', '-eo', 'stat=,args='])).split('\n')
      return lines.filter((line) => /^[^Z\s]\S*\s+(setpriv|timeout|openvpn) /.test(line))
    },
  }
}

function watched(child: Child): Pick<AgentReset, 'child' | 'shows' | 'end'> {
  return {
    child,
    shows: async (text) => void (await shown(child, new RegExp(`(${text})`))),
    async end() {
      const code = await child.exited
      return { code, screen: await child.log() }
    },
  }
}

async function shown(child: Child, what: RegExp): Promise<string> {
  const end = performance.now() + patienceMs
  for (;;) {
    const found = what.exec(await child.log())?.[1]
    if (found !== undefined) return found
    if (!child.running || performance.now() > end) {
      throw new Error(`${what} was not shown: ${await child.log()}`)
    }
    await sleep(20)
  }
}
