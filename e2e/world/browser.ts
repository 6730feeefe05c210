import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host, Lab } from '@keyturn/lab'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

/** Chromium running on a machine of the lab: its network, its DNS, its trusted certificates. */
export interface LabBrowser extends AsyncDisposable {
  readonly context: BrowserContext
  page(): Promise<Page>
}

const quiet = [
  '--headless',
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
  size = { width: 390, height: 844 },
): Promise<LabBrowser> {
  const home = join(host.dataFolder, `browser-${++count}`)
  await trustLabCa(lab, host, home)
  // Playwright starts what it believes to be Chromium; this steps into the machine first.
  const wrapper = join(home, 'chromium')
  await writeFile(
    wrapper,
    `#!/bin/sh\nexec nsenter --target ${host.pid} --mount --net --uts --ipc --pid -- setpriv --pdeathsig KILL -- env HOME=${home} /usr/bin/chromium "$@"\n`,
  )
  await chmod(wrapper, 0o755)
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath: wrapper,
    args: quiet,
    viewport: size,
    timeout: 60_000,
  })
  return {
    context,
    page: () => context.newPage(),
    [Symbol.asyncDispose]: () => context.close(),
  }
}

/** Chromium on Linux trusts what is in the person's own NSS database. */
async function trustLabCa(lab: Lab, host: Host, home: string) {
  const database = join(home, '.pki/nssdb')
  await mkdir(database, { recursive: true })
  await host.must(['certutil', '-N', '-d', `sql:${database}`, '--empty-password'])
  await host.must([
    'certutil',
    '-A',
    '-d',
    `sql:${database}`,
    '-n',
    'lab',
    '-t',
    'C,,',
    '-i',
    lab.domain.caFile,
  ])
}
