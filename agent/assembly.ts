import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgentDeps } from './agent.ts'
import { createServerApi, type ServerApi } from './api/server-api.ts'
import { requireSafe, type Config } from './config.ts'
import { createKerberos, type Kerberos } from './kerberos/index.ts'
import { openLogons, openPolicyFile, type Logons, type PolicyFile } from './logons/index.ts'
import { createReach } from './reach/index.ts'
import { createProxy } from './relay/index.ts'
import { tryResources } from './resources/index.ts'
import type { Screen, Typing } from './screen/index.ts'
import { settingsFromServer, type ServerSettings, type SettingsRefusal } from './settings/index.ts'
import { loadKeys } from './state/keys.ts'
import { openLaunchBook } from './state/launch-book.ts'
import { createTunnels } from './tunnels.ts'
import { createVpn } from './vpn/index.ts'

/** Puts the agent together from its configuration, as much of it as one command needs. */

/** Where a person reads, and where she types. */
export interface Seat {
  readonly screen: Screen
  readonly typing: Typing
}

export const wallClock = () => Date.now()
const settingsMs = 8_000
/** Where joining a domain puts the computer's own keys. */
const keytabFile = '/etc/krb5.keytab'
/** The server asks one DC after the other for twelve seconds. */
const kdcSilenceMs = 15_000

/** The server's API, as this computer. */
export async function apiOf({ server, device, caFile, stateDirectory }: Config): Promise<ServerApi> {
  const ca = await readFile(caFile, 'utf8')
  const { signing } = await loadKeys(stateDirectory)
  return createServerApi({ server, ca, identity: { device, key: signing }, wallClock })
}

export function logonsOf(config: Config): Promise<Logons> {
  return openLogons(config, wallClock)
}

export function openPolicyFileOf(config: Config): Promise<PolicyFile> {
  return openPolicyFile(config, wallClock)
}

/**
 * All of it, for the only agent that is at work here. What a killed one left behind is closed and put back before
 * anything else is done.
 */
export async function takeUp(config: Config, { screen, typing }: Seat): Promise<AgentDeps> {
  const { domain, stateDirectory } = config
  const { vpn, kdcProxy } = await settingsOf(config, screen)
  const api = await apiOf(config)
  const tunnels =
    vpn && createTunnels(vpn, createVpn(vpn, join(stateDirectory, 'vpn')), { api, screen, typing })
  const logons = await logonsOf(config)
  await tunnels?.closeLeftOver()
  await logons.putBackUnproved()
  const book = await openLaunchBook(join(stateDirectory, 'launches'), wallClock)
  const kerberos = kdcProxy ? await kerberosOf(config) : undefined
  const ca = await readFile(config.caFile, 'utf8')
  const tried = (signal: AbortSignal) => tryResources(config.resources, ca, signal)
  const around = { reach: createReach(domain), tunnels, kerberos, tryResources: tried }
  return { config, api, book, logons, screen, ...around }
}

async function kerberosOf({ server, domain, caFile }: Config): Promise<Kerberos> {
  const realm = domain.toUpperCase()
  const proxy = createProxy({ server, ca: await readFile(caFile, 'utf8'), realm, silenceMs: kdcSilenceMs })
  return createKerberos({ proxy, realm, keytabFile, wallClock })
}

type Ways = Pick<Config, 'vpn' | 'kdcProxy'>

/** What the server says of them comes first, where this computer is told to listen. */
async function settingsOf(config: Config, screen: Screen): Promise<Ways> {
  if (!config.settingsFromServer) return config
  const onRefusal = (why: SettingsRefusal) => screen.show({ what: 'settings-refused', why })
  const deps = { here: config, api: await apiOf(config), folder: config.stateDirectory, onRefusal }
  const said: ServerSettings | undefined = await settingsFromServer(deps, AbortSignal.timeout(settingsMs))
  if (said?.vpn !== undefined) await requireSafe(said.vpn)
  return { vpn: said?.vpn ?? config.vpn, kdcProxy: said?.kdcProxy ?? config.kdcProxy }
}
