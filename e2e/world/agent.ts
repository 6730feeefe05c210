import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { vpnConfigPath, type Child, type Host, type Lab, type MemberName, type Ran } from '@keyturn/lab'
import type { KeyturnServer } from './server.ts'
import { portalName } from './server.ts'

/** `keyturn-agent` on a workstation of the lab, enrolled with a one-time key as an administrator would. */
export interface KeyturnAgent {
  readonly host: Host
  /** Runs `keyturn-agent …` to its end. */
  run(...args: readonly string[]): Promise<Ran>
  /** Starts `keyturn-agent reset` and waits until it shows where to go. */
  startReset(): Promise<AgentReset>
}

export interface AgentReset {
  /** The portal's address with the launch. */
  readonly portal: string
  readonly child: Child
  /** What it has said so far. */
  said(): Promise<string>
}

const program = resolve(import.meta.dirname, '../../bin/keyturn-agent')
const configFile = '/etc/keyturn-agent.yaml'
const patienceMs = 30_000
let count = 0

export async function installAgent(lab: Lab, server: KeyturnServer, name: MemberName): Promise<KeyturnAgent> {
  const host = lab.host(name)
  const stateDirectory = join(host.dataFolder, 'keyturn-agent')
  await host.write(configFile, `stateDirectory: ${stateDirectory}\n`)
  const key = await server.cli('device', 'key')
  if (key.code !== 0) throw new Error(`no device key: ${key.stderr}`)
  const where = ['--server', `https://${portalName}`, '--ca', lab.domain.caFile, '--name', name]
  const vpn = lab.hosts.includes('vpn') ? ['--vpn-config', vpnConfigPath] : []
  await host.must([program, 'enrol', ...where, ...vpn, '--config', configFile], { input: key.stdout })
  return {
    host,
    run: (...args) => host.run([program, ...args, '--config', configFile], { timeoutMs: 240_000 }),
    async startReset() {
      const logName = `keyturn-agent-reset-${++count}`
      const child = await host.spawn([program, 'reset', '--config', configFile], { name: logName })
      return { portal: await shownAddress(child), child, said: () => child.log() }
    },
  }
}

async function shownAddress(child: Child): Promise<string> {
  const end = performance.now() + patienceMs
  for (;;) {
    const said = await child.log()
    const address = /https:\/\/\S+/.exec(said)?.[0]
    if (address !== undefined) return address
    if (!child.running || performance.now() > end)
      throw new Error(`keyturn-agent reset shows no address: ${said}`)
    await sleep(50)
  }
}
