import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { reset } from './agent.ts'
import { isAnybodyInReach, prepare, resetAlone, tell } from './alone.ts'
import { createPortalApi } from './api/portal-api.ts'
import { report } from './api/reports.ts'
import { apiOf, logonsOf, openPolicyFileOf, takeUp, wallClock, type Seat } from './assembly.ts'
import { defaultConfigFile, languageOfSystem, loadConfig } from './config.ts'
import { consoleWords, openTerminal, receive, type Lead } from './console/index.ts'
import { enrol } from './enrol.ts'
import { whileFull } from './full-vpn.ts'
import { receiveAtKiosk } from './kiosk-command.ts'
import { logonsHere } from './logons-command/index.ts'
import { openRelay } from './relay/index.ts'
import { createConsole, createTyping, isLanguage, openKeyboard, type Screen } from './screen/index.ts'
import { createSessions } from './sessions/index.ts'
import { loadKeys } from './state/keys.ts'
import { beTheOnlyOne } from './state/single.ts'
import { status } from './status.ts'
import { keyboardAt } from './terminal-keyboard.ts'
import { tellUses, usesHere } from './uses/index.ts'
import { whyHere } from './why-command.ts'
import { checkIn } from './watch/index.ts'

const usage = `keyturn-agent enrol --server URL --ca FILE [--key-file FILE] [--name NAME] [--domain DOMAIN] [--vpn-config FILE]
    joins this computer to Keyturn; the one-time key of "keyturn device key" comes on standard input or from a file
keyturn-agent reset [--no-network]
    a new password for somebody at this computer: shows where to choose it, then brings this computer up to date;
    where neither server nor office network is in reach, or with --no-network, by a code that goes by hand
keyturn-agent console
    the same at a text console without a browser, for whoever stands there: see the guide for its systemd unit
keyturn-agent kiosk
    the same at a graphical log-on: the portal on a screen of its own, for one person: see the guide
keyturn-agent why [NAME]
    why can't somebody log on here? Asks for her name and password, tells what is in the way, and the next step
keyturn-agent report
    tells the server what happened while it was not in reach; for when a network comes up
keyturn-agent check-in
    tells the server how the log-ons here stand, and does what it orders: a new password of somebody whose computer this is,
    log-ons to forget, sessions to end in an incident
keyturn-agent watch
    checks in whenever a link comes back, and from time to time; runs until it is stopped: see the guide for its unit
keyturn-agent relay [--port N]
    a KDC on 127.0.0.1 for SSSD and others, answered through Keyturn's KDC proxy; runs until it is stopped
keyturn-agent uses
    what here runs as accounts of the domain, or holds their keys: what the server is told once a day
keyturn-agent status [NAME …]
    whether the log-ons that work here without the office network have the newest password
keyturn-agent logons list [--json]
    the same of everybody, and how this computer keeps log-ons
keyturn-agent logons get [--json]
    how this computer keeps log-ons
keyturn-agent logons set [--caching on|off] [--most N|all] [--expire-days N|never]
    has it keep them so, as far as winbind or SSSD lets that be set
keyturn-agent logons forget NAME … [--yes]
    removes the log-ons that this computer keeps of these people; a SID is a name too
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
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  'no-network': { type: 'boolean', default: false },
  port: { type: 'string', default: '1088' },
  caching: { type: 'string' },
  most: { type: 'string' },
  'expire-days': { type: 'string' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

const earlierReportMs = 5_000
const reportMs = 30_000
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
    if (command === 'kiosk') return await kioskHere(values, screen)
    if (command === 'why') return await whyAt(values, screen, names)
    if (command === 'report') return await reportHere(values, screen)
    if (command === 'check-in') return await checkInHere(values, screen)
    if (command === 'relay') return await relayHere(values, screen)
    if (command === 'uses') return await usesAt()
    if (command === 'status') return await statusHere(values, screen, names)
    const done = command === 'logons' ? await logonsHere(values, screen, names) : undefined
    if (done !== undefined) return done
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
  await using _ = await beTheOnlyOne(config.stateDirectory, {
    onWait: () => screen.show({ what: 'one-moment' }),
  })
  const { stdin: input, stdout: output } = process
  const deps = await takeUp(config, { screen, typing: createTyping(input, output) })
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  const { signal } = stop
  if (values['no-network'] || !(await isAnybodyInReach(deps, signal))) {
    const keys = { input, output, onStop: () => stop.abort(), signal }
    const openKeyboardHere = () => openKeyboard(languageOf(values), keys)
    const done = await resetAlone(config, { ...deps, openKeyboard: openKeyboardHere }, signal)
    if (done !== undefined) return done ? 0 : 1
  }
  await report(deps.book, deps.api, null, AbortSignal.timeout(earlierReportMs))
  await prepare(config, deps.api, AbortSignal.timeout(earlierReportMs))
  return (await reset(deps, signal)) ? 0 : 1
}

async function reportHere(values: Values, screen: Screen): Promise<number> {
  const config = await loadConfig(values.config)
  await using _ = await beTheOnlyOne(config.stateDirectory)
  const deps = await takeUp(config, { screen, typing: createTyping(process.stdin, process.stdout) })
  const signal = AbortSignal.timeout(reportMs)
  const known = await tell(deps, signal)
  return known && (await prepare(config, deps.api, signal)) ? 0 : 1
}

/** For `watch`, or by hand. Another agent at work: its turn comes later. */
async function checkInHere(values: Values, screen: Screen): Promise<number> {
  const config = await loadConfig(values.config)
  await using _ = await beTheOnlyOne(config.stateDirectory, { inBackground: true })
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  const deps = await takeUp(config, { screen, typing: createTyping(process.stdin, process.stdout) })
  const { sealing: sealingKey } = await loadKeys(config.stateDirectory)
  const openPolicyFile = config.logonsFromServer ? () => openPolicyFileOf(config) : undefined
  const nextSeconds = await checkIn(
    { ...deps, config, sealingKey, openPolicyFile, sessions: createSessions() },
    stop.signal,
  )
  await prepare(config, deps.api, AbortSignal.timeout(earlierReportMs))
  if (config.reportUses) await tellUses(config, deps.api, stop.signal)
  process.send?.({ nextSeconds })
  if (process.connected) process.disconnect()
  return 0
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
  const typing = { line: () => terminal.ask('>'), secret: () => terminal.ask('>', 'secret') }
  const led = (lead: Lead) =>
    taken(values.config, { screen, typing }, (deps) => reset({ ...deps, lead }, stop.signal))
  const atPortal = (work: () => Promise<unknown>) =>
    taken(values.config, { screen, typing }, (deps) => whileFull(work, deps, stop.signal))
  const why = async () => {
    const config = await loadConfig(values.config)
    await using _ = await beTheOnlyOne(config.stateDirectory)
    await whyHere(config, undefined, { screen, keyboard: keyboardAt(terminal, language) }, stop.signal)
  }
  stop.signal.addEventListener('abort', () => terminal[Symbol.dispose]())
  await receive(
    {
      terminal,
      words: consoleWords(language),
      api: () => createPortalApi(at),
      reset: led,
      atPortal,
      why,
      log,
    },
    stop.signal,
  )
  return 0
}

/** A proof switches the daemon off for a moment, and takes another agent's time for that. */
async function whyAt(values: Values, screen: Screen, [name]: readonly string[]): Promise<number> {
  const config = await loadConfig(values.config)
  await using _ = await beTheOnlyOne(config.stateDirectory)
  const stop = new AbortController()
  const keys = {
    input: process.stdin,
    output: process.stdout,
    onStop: () => stop.abort(),
    signal: stop.signal,
  }
  using keyboard = openKeyboard(languageOf(values), keys)
  return (await whyHere(config, name, { screen, keyboard }, stop.signal)) ? 0 : 1
}

async function kioskHere(values: Values, screen: Screen): Promise<number> {
  const config = await loadConfig(values.config)
  await using _ = await beTheOnlyOne(config.stateDirectory)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  const { stdin: input, stdout: output } = process
  const log = (line: string) => void process.stderr.write(`keyturn-agent: ${line}\n`)
  const seat = { language: languageOf(values), screen, input, output, log }
  return (await receiveAtKiosk(config, seat, stop.signal)) ? 0 : 1
}

async function taken(
  configFile: string,
  seat: Seat,
  work: (deps: Awaited<ReturnType<typeof takeUp>>) => Promise<unknown>,
): Promise<void> {
  const config = await loadConfig(configFile)
  await using _ = await beTheOnlyOne(config.stateDirectory, {
    onWait: () => seat.screen.show({ what: 'one-moment' }),
  })
  await work(await takeUp(config, seat))
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

async function usesAt(): Promise<number> {
  const uses = await usesHere()
  for (const { name, kind, detail } of uses) process.stdout.write(`${name.padEnd(40)} ${kind} ${detail}\n`)
  return 0
}

async function statusHere(values: Values, screen: Screen, names: readonly string[]): Promise<number> {
  const config = await loadConfig(values.config)
  return (await status(names, { screen, api: await apiOf(config), logons: await logonsOf(config) })) ? 0 : 1
}
