import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { vpnConfigPath, type Child, type LaptopName, type Ran } from '@keyturn/lab'
import { stringify } from 'yaml'
import type { Enrolled, World } from '../world/index.ts'

/** A laptop with the agent on it, and somebody in front of it. */
export interface AgentLaptop {
  readonly configFile: string
  readonly stateFolder: string
  /** `keyturn-agent …`, to its end. */
  agent(...args: readonly string[]): Promise<Ran>
  /** `keyturn-agent reset`, waiting for somebody to choose a password. */
  reset(): Promise<Waiting>
  /** What keeps a tunnel: programs that run on the laptop. */
  tunnels(): Promise<readonly string[]>
}

export interface Waiting {
  readonly launch: string
  readonly child: Child
  /** Until the agent's screen shows this. */
  shows(text: string): Promise<void>
  /** Its exit code and all that it showed. */
  end(): Promise<{ readonly code: number | null; readonly screen: string }>
}

const program = resolve(import.meta.dirname, '../../bin/keyturn-agent')
const patienceMs = 120_000

let runs = 0

/** Enrols the agent there, with the state in the laptop's own folder. */
export async function installAgent(world: World, name: LaptopName): Promise<AgentLaptop> {
  const host = world.lab.host(name)
  const configFile = join(host.dataFolder, 'keyturn-agent.yaml')
  const stateFolder = join(host.dataFolder, 'keyturn-agent')
  await host.write(configFile, stringify({ stateDirectory: stateFolder }))
  const agent = (...args: readonly string[]) => host.run([program, ...args, '--config', configFile])
  const { stdout: key } = await world.server.cli('device', 'key')
  const where = ['--server', world.server.url, '--ca', world.lab.domain.caFile, '--vpn-config', vpnConfigPath]
  const argv = [program, 'enrol', ...where, '--config', configFile]
  await host.must(argv, { input: key })
  return {
    configFile,
    stateFolder,
    agent,
    async reset() {
      const child = await host.spawn([program, 'reset', '--config', configFile], { name: `agent-${runs++}` })
      const launch = await shown(child, /launch=([\w-]{22})/)
      return {
        launch,
        child,
        shows: async (text) => void (await shown(child, new RegExp(`(${text})`))),
        async end() {
          const code = await child.exited
          return { code, screen: await child.log() }
        },
      }
    },
    async tunnels() {
      const lines = (await host.must(['ps', '-eo', 'stat=,args='])).split('\n')
      return lines.filter((line) => /^[^Z\s]\S*\s+(setpriv|timeout|openvpn) /.test(line))
    },
  }
}

async function shown(child: Child, what: RegExp): Promise<string> {
  const end = performance.now() + patienceMs
  for (;;) {
    const found = what.exec(await child.log())?.[1]
    if (found !== undefined) return found
    assert.ok(child.running && performance.now() < end, `${what} was not shown: ${await child.log()}`)
    await sleep(20)
  }
}

/** She chooses a new password in the portal, at this launch. Her recovery code proves who she is. */
export async function choose(world: World, who: Enrolled, password: string, launch: string) {
  const client = world.server.client()
  const [answer = ''] = who.recoveryCodes
  await client.must('reset.start', { purpose: 'reset', identifier: who.person.upn, launch })
  await client.must('reset.prove', { factor: 'recovery-code', answer })
  const done = await client.must('reset.choose', { password })
  assert.equal(done.state, 'done')
  return { view: () => client.must('reset.view') }
}

/**
 * Somebody who has logged on at the laptop in the office and enrolled in the portal; the laptop is away then. A new one
 * for each test, since winbind keeps ten cached log-ons at most (WINBINDD_MAX_CACHED_CREDS, Samba 4.17).
 */
export async function somebodyOf(world: World, name: LaptopName): Promise<Enrolled> {
  const { lab } = world
  const [person] = await lab.createPeople([{}])
  await lab.laptop(name).home()
  const logon = await lab.logon(name, person.sAMAccountName, person.password)
  assert.ok(logon.ok, logon.message)
  const enrolled = await world.enrol(person)
  await lab.laptop(name).away()
  return enrolled
}
