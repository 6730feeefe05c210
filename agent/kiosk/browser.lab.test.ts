/** The browser's own walls alone: all keys are there, nobody watches, and the page is an attacker's. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { openBrowser, type Browser } from './browser.ts'
import { openDoor } from './card/index.ts'
import { startXServer } from './display/index.ts'
import { cardFolder } from './room.ts'

const run = promisify(execFile)
/** Where cards would be shown, beside the portal. */
const cards = 'https://127.0.0.1:8444/'
const asked: string[] = []
let servers: readonly Server[] = []
let portal: URL
let elsewhere: string
let stack: AsyncDisposableStack
let browser: Browser
let opensBrowser: () => Promise<void>
let env: Readonly<Record<string, string>>

const page = (other: string) => `<!doctype html><title>Portal</title><body style="margin:0">
  <a style="display:block;height:100px" href="${other}/link">another site</a>
  <a style="display:block;height:100px" href="/download">a download</a>
  <a style="display:block;height:100px" href="data:text/html,<title>Data</title>">a page of its own</a>
  <a style="display:block;height:100px" href="mailto:a@b.example">a program</a>
  <a style="display:block;height:100px" href="${other}/new" target="_blank">a new window</a>
  <input type="file" style="display:block;height:100px;width:100%">
  <img src="${other}/picture" style="display:none">
  <script>onkeydown = ({ key }) => void fetch('/key/' + key)</script>`

before(async () => {
  const other = createServer((request, response) => {
    asked.push(`elsewhere${request.url}`)
    response.end('elsewhere')
  })
  other.listen(0, '127.0.0.2')
  await once(other, 'listening')
  elsewhere = `http://127.0.0.2:${(other.address() as AddressInfo).port}`
  const ours = createServer((request, response) => {
    asked.push(request.url ?? '')
    const isFile = request.url === '/download'
    response.writeHead(200, {
      'content-type': isFile ? 'application/octet-stream' : 'text/html',
      ...(isFile && { 'content-disposition': 'attachment; filename=a.sh' }),
    })
    response.end(isFile ? 'echo' : page(elsewhere))
  })
  ours.listen(0, '127.0.0.1')
  await once(ours, 'listening')
  servers = [ours, other]
  portal = new URL(`http://127.0.0.1:${(ours.address() as AddressInfo).port}/`)
  stack = new AsyncDisposableStack()
  const { path: files } = stack.use(await mkdtempDisposable('/run/keyturn-kiosk-'))
  const x = stack.use(await startXServer(['Xvfb', '-screen', '0', '1280x900x24'], files))
  env = { PATH: process.env['PATH'] ?? '', DISPLAY: `:${x.display}`, XAUTHORITY: x.authority }
  const room = { account: 'nobody', files, display: x.display }
  const door = stack.use(await openDoor(new URL(cards)))
  const card = { door, settings: { module: '/usr/lib/card.so', url: cards, pinSeconds: 120 } }
  const shown = { portal, ca: '', language: 'en', size: { width: 1280, height: 900 }, card }
  opensBrowser = async () => {
    browser = stack.use(await openBrowser(room, shown))
    await until(async () => (await titles()).includes('Portal'))
    await sleep(1_000)
  }
  await opensBrowser()
})
after(async () => {
  await stack.disposeAsync()
  for (const one of servers) {
    one.closeAllConnections()
    one.close()
  }
})

async function until(look: () => Promise<boolean>, what = 'the page'): Promise<void> {
  const end = performance.now() + 90_000
  while (!(await look())) {
    assert.ok(performance.now() < end && !browser.gone.aborted, `${what}: ${(await titles()).join()}`)
    await sleep(100)
  }
}
const hands = async (...args: readonly string[]) => (await run('xdotool', [...args], { env })).stdout
async function titles(): Promise<readonly string[]> {
  const found = await hands('search', '--onlyvisible', '--name', '.').catch(() => '')
  const windows = found.split('\n').filter((line) => line !== '')
  return Promise.all(windows.map(async (one) => (await hands('getwindowname', one)).trim()))
}
async function goTo(address: string): Promise<void> {
  await hands('key', 'ctrl+l')
  await hands('type', '--delay', '5', address)
  await hands('key', 'Return')
  await sleep(700)
}

suite('the browser of a kiosk, with all keys and a hostile page', () => {
  test('follows no link but to its own site, loads nothing from elsewhere, keeps no file, opens no program', async () => {
    for (const y of [50, 150, 250, 350, 550]) {
      await hands('mousemove', '60', `${y}`, 'click', '1')
      await sleep(1_000)
      assert.ok(
        (await titles()).every((title) => /^(Portal|127\.0\.0\.2|data:|mailto:)/.test(title)),
        `${y}`,
      )
      await hands('key', 'alt+Left')
      await until(async () => (await titles()).includes('Portal'))
      await sleep(500)
    }
    assert.ok(asked.includes('/download'))
    assert.deepEqual(
      asked.filter((url) => url.startsWith('elsewhere')),
      [],
    )
  })

  test('shows none of its own pages, no file, no script and no source, whatever is typed into a window that it opens', async () => {
    await opensAnother()
    // Chromium has ended by itself while it opened a window, and when somebody typed into one that was still opening.
    if (browser.gone.aborted) {
      await opensBrowser()
      await opensAnother()
    }
    const own = ['settings', 'history', 'version', 'flags', 'downloads', 'extensions', 'inspect', 'policy']
    for (const name of own) await refused(`chrome://${name}`)
    for (const address of ['file:///etc/passwd', 'file:///tmp', 'data:text/html,', 'about:version']) {
      await refused(address)
    }
    await refused(elsewhere, '127.0.0.2')
    const loaded = asked.filter((url) => url === '/').length
    await refused(`view-source:${portal.href}`, '127.0.0.1')
    assert.equal(asked.filter((url) => url === '/').length, loaded)
    await goTo(portal.href)
    await goTo("javascript:document.title='Script'")
    assert.ok(!(await titles()).some((title) => title.startsWith('Script')))
    assert.deepEqual(
      asked.filter((url) => url.startsWith('elsewhere')),
      [],
    )
  })

  for (const keys of [
    'ctrl+o',
    'ctrl+s',
    'ctrl+p',
    'ctrl+shift+i',
    'F12',
    'ctrl+u',
    'ctrl+shift+n',
    'ctrl+shift+m',
  ]) {
    test(`opens nothing at ${keys}`, async () => {
      const before = await titles()
      assert.equal(before.length, 2)
      await hands('key', keys)
      await sleep(800)
      assert.deepEqual((await titles()).toSorted(), before.toSorted())
    })
  }

  test('is nobody here', async () => {
    const { stdout } = await run('ps', ['-ww', '-eo', 'pid=,user=,args='])
    const isIts = (line: string) =>
      line.includes(`--app=${portal.href}`) && !/ (sh|unshare|setpriv) /.test(line)
    const lines = stdout.split('\n').filter(isIts)
    assert.equal(lines.length, 1)
    const [, pid] = /^ *(\d+) nobody +\/usr\/lib\/chromium\/chromium /.exec(lines[0] ?? '') ?? []
    const state = await readFile(`/proc/${pid}/status`, 'utf8')
    for (const line of [/^CapEff:\s+0+$/m, /^CapBnd:\s+0+$/m, /^NoNewPrivs:\s+1$/m, /^Groups:\s*$/m]) {
      assert.match(state, line)
    }
    // What it sees of this machine.
    const seen = (folder: string) => readdir(`/proc/${pid}/root${folder}`)
    assert.deepEqual(await seen('/etc/chromium/policies/managed'), ['keyturn.json'])
    assert.deepEqual(await seen('/root'), [])
    assert.deepEqual(await seen('/home'), [])
    const others = (await seen('/tmp')).filter((name) => !name.startsWith('org.chromium.'))
    assert.deepEqual(others.toSorted(), ['.X11-unix', 'home'])
    assert.ok((await seen(cardFolder)).includes('pkcs11.txt'))
  })
})

async function opensAnother(): Promise<void> {
  await hands('key', 'ctrl+n')
  await until(async () => browser.gone.aborted || (await titles()).length > 1)
  await sleep(1_500)
  await goTo(portal.href)
}

/** The title of a page that is not shown is where it would be. */
async function refused(address: string, title = address.replace('about:', 'chrome://')): Promise<void> {
  await goTo(address)
  const isNamed = (one: string) => one.startsWith(title) && one.endsWith(' - Chromium')
  await until(async () => (await titles()).some(isNamed), address)
}
