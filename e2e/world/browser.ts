import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host, Lab } from '@keyturn/lab'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

/** Chromium running on a machine of the lab: its network, its DNS, its trusted certificates. */
export interface LabBrowser extends AsyncDisposable {
  readonly context: BrowserContext
  page(): Promise<Page>
}

export interface BrowserOptions {
  readonly size?: { readonly width: number; readonly height: number }
  /** An X display on that machine, for what the browser asks in windows of its own. Default: headless. */
  readonly display?: string
  /** A card reader: its PKCS #11 library, and what that has to be told. */
  readonly cards?: { readonly module: string; readonly env: Readonly<Record<string, string>> }
}

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let count = 0

export async function openBrowser(
  lab: Lab,
  host: Host,
  { size = { width: 390, height: 844 }, display, cards }: BrowserOptions = {},
): Promise<LabBrowser> {
  const home = join(host.dataFolder, `browser-${++count}`)
  const database = await trustLabCa(lab, host, home)
  if (cards !== undefined) {
    const added = ['-add', 'Cards', '-libfile', cards.module]
    await host.must(['modutil', '-force', '-dbdir', database, ...added])
  }
  const env = { HOME: home, ...cards?.env, ...(display === undefined ? {} : { DISPLAY: display }) }
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  // Playwright starts what it believes to be Chromium; this steps into the machine first.
  const wrapper = join(home, 'chromium')
  await writeFile(
    wrapper,
    `#!/bin/sh\nexec nsenter --target ${host.pid} --mount --net --uts --ipc --pid -- setpriv --pdeathsig KILL -- env ${variables.join(' ')} /usr/bin/chromium "$@"\n`,
  )
  await chmod(wrapper, 0o755)
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath: wrapper,
    headless: display === undefined,
    args: quiet,
    viewport: size,
    timeout: 180_000,
  })
  return {
    context,
    page: () => context.newPage(),
    [Symbol.asyncDispose]: () => context.close(),
  }
}

/** Chromium on Linux trusts what is in the person's own NSS database. @returns which that is, in NSS's words */
async function trustLabCa(lab: Lab, host: Host, home: string): Promise<string> {
  const folder = join(home, '.pki/nssdb')
  await mkdir(folder, { recursive: true })
  const database = `sql:${folder}`
  await host.must(['certutil', '-N', '-d', database, '--empty-password'])
  const added = ['-A', '-n', 'lab', '-t', 'C,,', '-i', lab.domain.caFile]
  await host.must(['certutil', '-d', database, ...added])
  return database
}
