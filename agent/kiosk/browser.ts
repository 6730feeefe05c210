import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KioskMark } from '@keyturn/contract'
import { moduleList, type CardUse } from './card/index.ts'
import { policiesFor } from './policies.ts'
import { cardFolder, inRoom, type Room } from './room.ts'

export interface Browser extends AsyncDisposable {
  /** Aborts when the browser is not there any more, whoever ended it. */
  readonly gone: AbortSignal
}

export interface Shown {
  readonly portal: URL
  /** PEM. */
  readonly ca: string
  readonly size: { readonly width: number; readonly height: number }
  readonly language: string
  /** Smart cards, and the only way to where they are shown. */
  readonly card: CardUse | undefined
}

const mark: KioskMark = 'KeyturnKiosk/1'
/** Not Debian's script around it, which takes flags from files for everybody. */
const program = '/usr/lib/chromium/chromium'
const flags = [
  '--kiosk',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-crash-reporter',
  '--disable-dev-tools',
  '--disable-extensions',
  '--disable-features=Translate,MediaRouter,WebRtcHideLocalIpsWithMdns',
  '--disable-gpu',
  '--disable-pinch',
  '--disable-quic',
  '--disable-sync',
  '--no-pings',
  '--password-store=basic',
  '--user-data-dir=/tmp/home/profile',
  '--window-position=0,0',
]

/** The portal on the whole screen, with a profile that nobody had before and nobody will have after. */
export async function openBrowser(room: Room, shown: Shown): Promise<Browser> {
  const { portal, size, language, card } = shown
  const put = (name: string, text: string) => writeFile(join(room.files, name), text, { mode: 0o600 })
  await put('policies.json', JSON.stringify(policiesFor(shown)))
  if (card !== undefined) await put('pkcs11.txt', moduleList(card.settings.module, cardFolder))
  const own = [`--window-size=${size.width},${size.height}`, `--lang=${language}`, `--user-agent=${mark}`]
  const [command, ...argv] = inRoom(room, [program, ...flags, ...own, `--app=${portal.href}`])
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' }
  const child = spawn(command, argv, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const gone = new AbortController()
  const exited = once(child, 'close')
  child.on('close', () => gone.abort())
  await once(child, 'spawn')
  return {
    gone: gone.signal,
    async [Symbol.asyncDispose]() {
      // unshare does not hear SIGTERM while it waits.
      child.kill('SIGKILL')
      await exited
    },
  }
}
