import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KioskMark } from '@keyturn/contract'
import { policiesFor } from './policies.ts'
import { inRoom, type Room } from './room.ts'

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
export async function openBrowser(room: Room, { portal, ca, size, language }: Shown): Promise<Browser> {
  await writeFile(join(room.files, 'policies.json'), JSON.stringify(policiesFor(portal, ca)), { mode: 0o600 })
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
