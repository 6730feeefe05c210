import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Message, Screen } from '../screen/index.ts'
import { pause } from '../system/pause.ts'
import { openBrowser } from './browser.ts'
import { openDoor } from './card/index.ts'
import { openDisplay, startXServer } from './display/index.ts'
import type { KioskSettings } from './settings.ts'
import { watch } from './watch.ts'

export interface KioskDeps {
  readonly settings: KioskSettings
  /** PEM: what the portal's certificate is signed by. */
  readonly ca: string
  readonly language: string
  /** What happens, also for those who read the journal. */
  readonly screen: Screen
  /** Why a kiosk ended that nobody left, for the administrator. */
  readonly log: (line: string) => void
}

/** A screen in front of somebody whom nobody knows yet, with the portal on it and nothing else. */
export interface Kiosk extends AsyncDisposable {
  /** Closes the browser where something has to be typed elsewhere. */
  readonly screen: Screen
  /** Shows this page. @throws {Error} when there is no screen for it. */
  open(portal: URL): Promise<void>
  /** Aborts when she leaves: by Escape, by not typing for too long, by closing the browser or opening anything else. */
  readonly left: AbortSignal
  /** Until she left, or the time is over. */
  readAtMost(ms: number): Promise<void>
}

const ours = 'keyturn-kiosk-'

export function createKiosk(deps: KioskDeps): Kiosk {
  const opened = new AsyncDisposableStack()
  const left = new AbortController()
  let closing: Promise<void> | undefined
  const close = () => {
    left.abort()
    return (closing ??= opened.disposeAsync())
  }
  // At once, whatever is still to be done without her: the log-on screen is the next one's.
  left.signal.addEventListener('abort', () => void close())
  const show = (message: Message) => {
    deps.screen.show(message)
    if (message.what === 'vpn-asks') void close()
  }
  return {
    screen: { show },
    left: left.signal,
    async open(portal) {
      const { browser, display, card } = await openAll(portal, deps, opened)
      const over = AbortSignal.any([browser, display.closed, display.escaped])
      if (over.aborted) left.abort()
      else over.addEventListener('abort', () => left.abort())
      const { settings, log } = deps
      void watch({ display, card, idleSeconds: settings.idleSeconds, log }, left)
    },
    readAtMost: (ms) => pause(ms, left.signal),
    [Symbol.asyncDispose]: close,
  }
}

async function openAll(portal: URL, deps: KioskDeps, opened: AsyncDisposableStack) {
  const { settings, ca, language } = deps
  // In memory. We are the only agent at work here: others are what a killed one left.
  for (const name of await readdir('/run')) {
    if (name.startsWith(ours)) await rm(join('/run', name), { recursive: true, force: true })
  }
  const files = await mkdtemp(join('/run', ours))
  opened.defer(() => rm(files, { recursive: true, force: true }))
  const server = opened.use(await startXServer(settings.xserver, files))
  const display = opened.use(await openDisplay(server.display, server.cookie))
  // Before anything can be commanded by it.
  await display.takeCommandsAway()
  const room = { account: settings.account, files, display: server.display }
  const card = settings.card && {
    settings: settings.card,
    door: opened.use(await openDoor(new URL(settings.card.url))),
  }
  const browser = opened.use(await openBrowser(room, { portal, ca, language, size: display.size, card }))
  return { browser: browser.gone, display, card }
}
