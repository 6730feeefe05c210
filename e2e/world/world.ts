import type { Entry } from '@keyturn/protocols/audit'
import { Lab, type HostName, type LabPerson, type MemberName } from '@keyturn/lab'
import { installAgent, type KeyturnAgent } from './agent.ts'
import { verifiedAudit } from './audit.ts'
import { openBrowser, type BrowserOptions, type LabBrowser } from './browser.ts'
import { letsIn, lockOut } from './directory.ts'
import { enrol, type Enrolled } from './enrolment.ts'
import { installServer, type KeyturnServer, type ServerOptions } from './server.ts'

/** A lab with Keyturn in it. */
export interface World extends AsyncDisposable {
  readonly lab: Lab
  readonly server: KeyturnServer
  /** The person enrols in the portal: TOTP app and recovery codes. */
  enrol(person: LabPerson): Promise<Enrolled>
  /** A new account that has enrolled. */
  newcomer(wish?: Partial<LabPerson>): Promise<Enrolled>
  /** Does the DC let her in with it? By a bind that is not Keyturn's. */
  letsIn(person: LabPerson, password: string): Promise<boolean>
  /** As AD does after too many wrong passwords. */
  lockOut(person: LabPerson): Promise<void>
  /** Exported by the product's own command, verified, and found to continue what this gave before. */
  audit(): Promise<readonly Entry[]>
  agent(host: MemberName, as?: string): Promise<KeyturnAgent>
  browser(host: HostName, options?: BrowserOptions): Promise<LabBrowser>
}

export interface WorldOptions extends ServerOptions {
  readonly hosts?: readonly HostName[]
  /** As of the lab. */
  readonly systemd?: readonly HostName[]
  readonly say?: (what: string) => void
}

export async function startWorld({
  hosts = ['server'],
  systemd = [],
  say,
  ...options
}: WorldOptions = {}): Promise<World> {
  const stack = new AsyncDisposableStack()
  try {
    const all = [...new Set<HostName>(['server', ...hosts])]
    const lab = stack.use(await Lab.start({ hosts: all, systemd, ...(say === undefined ? {} : { say }) }))
    say?.('starting Keyturn on the host "server"')
    const server = stack.use(await installServer(lab, options))
    const world = { lab, server, enrol: (person: LabPerson) => enrol(server.client(), person) }
    return {
      ...world,
      async newcomer(wish = {}) {
        const [person] = await lab.createPeople([wish])
        return world.enrol(person)
      },
      letsIn: (person, password) => letsIn(lab, person, password),
      lockOut: (person) => lockOut(lab, person),
      audit: () => verifiedAudit(lab, server),
      agent: (host, as) => installAgent(lab, server, host, as),
      async browser(host, browserOptions) {
        return stack.use(await openBrowser(lab, lab.host(host), browserOptions))
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}
