import { readFile } from 'node:fs/promises'
import type { ReadStream, WriteStream } from 'node:tty'
import { reset, type AgentDeps, type Underway } from './agent.ts'
import { isServerInReach, prepare, resetAlone } from './alone.ts'
import { report } from './api/reports.ts'
import { takeUp } from './assembly.ts'
import type { Config } from './config.ts'
import { openTerminal } from './console/index.ts'
import { createKiosk, type Kiosk } from './kiosk/index.ts'
import { createTyping, type Message, type Screen } from './screen/index.ts'
import { pause } from './system/pause.ts'
import { keyboardAt, unlessLeft } from './terminal-keyboard.ts'

export interface KioskSeat {
  readonly language: 'en' | 'de'
  readonly screen: Screen
  readonly input: ReadStream
  readonly output: WriteStream
  readonly log: (line: string) => void
}

const earlierReportMs = 5_000
/** What is the end of it stays to be read, unless she leaves. */
const readMs = 60_000
/** She left just when the directory took her password: the message of that is on its way. */
const graceMs = 5_000

/**
 * One person at a graphical log-on: the portal in a kiosk. Where the server is not in reach, the conversation without a
 * network, on the terminal below it. Afterwards nothing of her is left on this computer but her refreshed log-on.
 *
 * @returns whether a cached log-on was refreshed, with proof.
 */
export async function receiveAtKiosk(config: Config, seat: KioskSeat, stop: AbortSignal): Promise<boolean> {
  const { screen, input, output, language, log } = seat
  const deps = await takeUp(config, { screen, typing: createTyping(input, output) })
  if (!(await isServerInReach(deps, stop))) return await withoutServer(config, deps, seat, stop)
  await report(deps.book, deps.api, null, AbortSignal.timeout(earlierReportMs))
  await prepare(config, deps.api, AbortSignal.timeout(earlierReportMs))
  const ca = await readFile(config.caFile, 'utf8')
  await using kiosk = createKiosk({ settings: config.kiosk, ca, language, screen, log })
  const refreshed = await atKiosk(kiosk, config, deps, stop)
  await kiosk.readAtMost(readMs)
  return refreshed
}

async function atKiosk(
  kiosk: Kiosk,
  { server }: Config,
  deps: AgentDeps,
  stop: AbortSignal,
): Promise<boolean> {
  const ended = new AbortController()
  let arrived = false
  kiosk.left.addEventListener('abort', () => {
    setTimeout(() => arrived || ended.abort(), graceMs).unref()
  })
  const show = (message: Message) => {
    // From here on she may go: it is brought to its end without her.
    if (message.what === 'password-arrived') arrived = true
    kiosk.screen.show(message)
  }
  const lead = async (launch: Underway | undefined) => {
    await kiosk.open(new URL(launch?.portal ?? server))
    if (launch === undefined) await untilAborted(AbortSignal.any([kiosk.left, stop]))
    return launch !== undefined
  }
  return await reset({ ...deps, screen: { show }, lead }, AbortSignal.any([stop, ended.signal]))
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await pause(60_000, signal)
}

async function withoutServer(
  config: Config,
  deps: AgentDeps,
  seat: KioskSeat,
  stop: AbortSignal,
): Promise<boolean> {
  const { input, output, language } = seat
  using terminal = openTerminal(input, output, config.kiosk.idleSeconds * 1_000)
  stop.addEventListener('abort', () => terminal[Symbol.dispose]())
  try {
    const openKeyboard = () => keyboardAt(terminal, language)
    const done = await resetAlone(config, { ...deps, openKeyboard }, stop)
    await terminal.pause(readMs).catch(unlessLeft)
    return done === true
  } finally {
    terminal.clear()
  }
}
