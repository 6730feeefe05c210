import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child, Host, Lab, Published, Ran } from '@keyturn/lab'
import { stringify } from 'yaml'
import { portalClient, type PortalAddress, type PortalClient } from './portal-client.ts'

/** `keyturn serve` on the lab's host `server`, at https://reset.corp.example. */
export interface KeyturnServer extends AsyncDisposable {
  readonly url: string
  readonly configFile: string
  readonly stateFolder: string
  /** The port on 127.0.0.1 of the machine underneath. */
  readonly publishedPort: number
  pid(): number
  /** A new client with no cookies. `from`: an address behind a proxy, see `PortalAddress`. */
  client(from?: string): PortalClient
  /** Runs `keyturn …` on the server's host. */
  cli(...args: readonly string[]): Promise<Ran>
  /** @param wrapper a command that runs it: `['faketime', …]`. */
  start(wrapper?: readonly string[]): Promise<{ readonly startMs: number }>
  stop(): Promise<void>
  /** SIGKILL, and what PostgreSQL was left with stays as it is. */
  kill(): Promise<void>
  log(): Promise<string>
}

const portalName = 'reset.corp.example'
const program = resolve(import.meta.dirname, '../../bin/keyturn')
/** A busy machine may take a minute for a start after a kill. */
const patienceMs = 240_000

type Settings = Readonly<Record<string, unknown>>

export interface ServerOptions {
  /** Merged over the configuration, section by section. A function where it names something of the lab. */
  readonly config?: Settings | ((lab: Lab) => Promise<Settings>)
  readonly hostPort?: number
}

export async function installServer(lab: Lab, options: ServerOptions = {}): Promise<KeyturnServer> {
  const host = lab.host('server')
  const folder = join(host.dataFolder, 'keyturn')
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const stateFolder = join(folder, 'state')
  const configFile = join(folder, 'keyturn.yaml')
  const { config: wished = {} } = options
  const over = typeof wished === 'function' ? await wished(lab) : wished
  const config = merge(await defaults(lab, stateFolder), over)
  await writeFile(configFile, stringify(config), { mode: 0o600 })
  const published: Published = await lab.publish('server', 443, options.hostPort ?? 0)
  const address = { port: published.port, name: portalName, caFile: lab.domain.caFile }
  const serving = serveOn(host, configFile, address)
  await serving.start()
  return {
    url: `https://${portalName}`,
    configFile,
    stateFolder,
    publishedPort: published.port,
    ...serving,
    client: (from) => portalClient({ ...address, from }),
    cli: (...args) => host.run([program, ...args, '--config', configFile]),
    async [Symbol.asyncDispose]() {
      await serving.stop()
      await published[Symbol.asyncDispose]()
    },
  }
}

function merge(base: Settings, over: Settings): Settings {
  const sections = Object.entries(over).map(([name, section]) => {
    const below = base[name]
    return [name, isSection(section) && isSection(below) ? { ...below, ...section } : section]
  })
  return { ...base, ...Object.fromEntries(sections) }
}

function isSection(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The process itself: started, stopped, killed, started again. */
function serveOn(host: Host, configFile: string, address: PortalAddress) {
  let child: Child | undefined
  return {
    pid: () => child?.pid ?? 0,
    async start(wrapper: readonly string[] = []) {
      const began = performance.now()
      child = await host.spawn([...wrapper, program, 'serve', '--config', configFile], { name: 'keyturn' })
      await answers(child, address)
      return { startMs: performance.now() - began }
    },
    async stop() {
      await child?.stop()
    },
    async kill() {
      child?.signal('SIGKILL')
      await child?.exited
    },
    log: async () => (child === undefined ? '' : child.log()),
  }
}

async function answers(child: Child, address: PortalAddress) {
  const probe = portalClient(address)
  const end = performance.now() + patienceMs
  for (;;) {
    if (!child.running) throw new Error(`keyturn serve ended: ${await tail(child)}`)
    const answer = await probe.call('health').catch(() => undefined)
    if (answer?.status === 200) return
    if (performance.now() > end) throw new Error(`keyturn serve does not answer: ${await tail(child)}`)
    await sleep(50)
  }
}

async function tail(child: Child) {
  return (await child.log()).split('\n').slice(-12).join('\n')
}

async function defaults(lab: Lab, stateFolder: string) {
  const { domain } = lab
  const certificate = await lab.certificate(portalName)
  return {
    name: 'Corp Example',
    helpDesk: 'the help desk, telephone 4711',
    stateDirectory: stateFolder,
    listen: { port: 443, certificateFile: certificate.certFile, keyFile: certificate.keyFile },
    publicUrl: `https://${portalName}`,
    directory: {
      domain: domain.dnsDomain,
      caFile: domain.caFile,
      serviceAccount: { name: domain.serviceAccount.upn, passwordFile: domain.serviceAccount.passwordFile },
    },
    mail: { host: 'mail.corp.example', port: 25, from: 'keyturn@corp.example', caFile: domain.caFile },
  }
}
