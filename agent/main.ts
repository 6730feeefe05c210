import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { reset, type AgentDeps } from './agent.ts'
import { defaultConfigFile, languageOfSystem, loadConfig, type Config } from './config.ts'
import { enrol } from './enrol.ts'
import { loadKeys } from './state/keys.ts'
import { openLaunchBook } from './state/launch-book.ts'
import { createWinbindLogons } from './logons/index.ts'
import { createReach } from './reach/index.ts'
import { report } from './api/reports.ts'
import { createPortalApi } from './api/portal-api.ts'
import { consoleWords, openTerminal, receive, type Lead } from './console/index.ts'
import { createConsole, isLanguage, type Screen } from './screen/index.ts'
import { openRelay } from './relay/index.ts'
import { createServerApi } from './api/server-api.ts'
import { beTheOnlyOne } from './state/single.ts'
import { status } from './status.ts'
import { createOpenVpn } from './vpn/index.ts'

const usage = `keyturn-agent enrol --server URL --ca FILE [--key-file FILE] [--name NAME] [--domain DOMAIN] [--vpn-config FILE]
    joins this computer to Keyturn; the one-time key of "keyturn device key" comes on standard input or from a file
keyturn-agent reset
    a new password for somebody at this computer: shows where to choose it, then brings this computer up to date
keyturn-agent console
    the same at a text console without a browser, for whoever stands there: see the guide for its systemd unit
keyturn-agent relay [--port N]
    a KDC on 127.0.0.1 for SSSD and others, answered through Keyturn's KDC proxy; runs until it is stopped
keyturn-agent status [NAME …]
    whether the log-ons that work here without the office network have the newest password
all take --config FILE (${defaultConfigFile}) and --language en|de`

const options = {
  config: { type: 'string', default: defaultConfigFile },
  language: { type: 'string' },
  server: { type: 'string' },
  ca: { type: 'string' },
  'key-file': { type: 'string' },
  name: { type: 'string', default: hostname() },
  domain: { type: 'string' },
  'vpn-config': { type: 'string' },
  port: { type: 'string', default: '1088' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

const wallClock = () => Date.now()
const earlierReportMs = 5_000
/** Whoever does not answer for so long has left the console. */
const idleMs = 3 * 60_000

/** `keyturn-agent …`. @returns the exit code: 0 when all is as wished. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    const [command, ...names] = positionals
    const screen = screenFor(values)
    if (command === 'enrol') return await enrolHere(values, screen)
    if (command === 'reset') return await resetHere(values, screen)
    if (command === 'console') return await consoleHere(values)
    if (command === 'relay') return await relayHere(values, screen)
    if (command === 'status') return await statusHere(values, screen, names)
    process.stderr.write(`${usage}\n`)
    return 2
  } catch (error) {
    process.stderr.write(`keyturn-agent: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

function languageOf({ language }: Values) {
  const wished = language ?? languageOfSystem()
  return isLanguage(wished) ? wished : 'en'
}

function screenFor(values: Values): Screen {
  return createConsole(languageOf(values), (line) => process.stdout.write(`${line}\n`))
}

async function enrolHere(values: Values, screen: Screen): Promise<number> {
  const { server, ca, domain, name, config: configFile } = values
  if (server === undefined || ca === undefined) throw new Error(`--server and --ca are needed\n${usage}`)
  const key = await readKey(values['key-file'])
  const wish = {
    server,
    caFile: ca,
    key,
    name,
    domain,
    vpnConfig: values['vpn-config'],
    configFile,
    wallClock,
  }
  const { portal } = await enrol(wish)
  screen.show({ what: 'enrolled', server, portal })
  return 0
}

/** Never an argument: those are for everyone on this computer to see. */
async function readKey(file: string | undefined): Promise<string> {
  if (file === undefined) return (await text(process.stdin)).trim()
  if (((await stat(file)).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others: chmod 600 ${file}`)
  return (await readFile(file, 'utf8')).trim()
}

async function resetHere(values: Values, screen: Screen): Promise<number> {
  const config = await loadConfig(values.config)
  await using _ = await beTheOnlyOne(config.stateDirectory)
  const deps = await assemble(config, screen)
  await deps.vpn?.closeLeftOver()
  await report(deps.book, deps.api, null, AbortSignal.timeout(earlierReportMs))
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  return (await reset(deps, stop.signal)) ? 0 : 1
}

async function consoleHere(values: Values): Promise<number> {
  const { stdin, stdout } = process
  if (!stdin.isTTY)
    throw new Error('the console needs a terminal of its own: see the guide for its systemd unit')
  const language = languageOf(values)
  const { server, caFile } = await loadConfig(values.config)
  const at = { server, ca: await readFile(caFile, 'utf8'), language }
  using terminal = openTerminal(stdin, stdout, idleMs)
  const screen = createConsole(language, (line) => terminal.say(line))
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  const log = (line: string) => void process.stderr.write(`keyturn-agent: ${line}\n`)
  const reset = (lead: Lead) => resetLed(values.config, screen, lead, stop.signal)
  stop.signal.addEventListener('abort', () => terminal[Symbol.dispose]())
  await receive(
    { terminal, words: consoleWords(language), api: () => createPortalApi(at), reset, log },
    stop.signal,
  )
  return 0
}

async function resetLed(configFile: string, screen: Screen, lead: Lead, signal: AbortSignal): Promise<void> {
  const config = await loadConfig(configFile)
  await using _ = await beTheOnlyOne(config.stateDirectory)
  const deps = await assemble(config, screen)
  await deps.vpn?.closeLeftOver()
  await reset({ ...deps, lead }, signal)
}

/** Needs no keys of this computer and none of its rights: it may run as anybody who can read the configuration. */
async function relayHere(values: Values, screen: Screen): Promise<number> {
  const { server, domain, caFile } = await loadConfig(values.config)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`--port ${values.port} is no port`)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
  const ca = await readFile(caFile, 'utf8')
  await using relay = await openRelay({ server, ca, realm: domain.toUpperCase(), port })
  screen.show({ what: 'relaying', port: relay.port, server })
  if (!stop.signal.aborted) await once(stop.signal, 'abort')
  return 0
}

async function statusHere(values: Values, screen: Screen, names: readonly string[]): Promise<number> {
  return (await status(names, await assemble(await loadConfig(values.config), screen))) ? 0 : 1
}

async function assemble(config: Config, screen: Screen): Promise<AgentDeps> {
  const { server, device, domain, stateDirectory, vpn } = config
  const ca = await readFile(config.caFile, 'utf8')
  const { signing } = await loadKeys(stateDirectory)
  return {
    config,
    api: createServerApi({ server, ca, identity: { device, key: signing }, wallClock }),
    book: await openLaunchBook(join(stateDirectory, 'launches'), wallClock),
    logons: createWinbindLogons(),
    reach: createReach(domain),
    vpn: vpn && createOpenVpn({ ...vpn, folder: join(stateDirectory, 'vpn') }),
    screen,
  }
}
