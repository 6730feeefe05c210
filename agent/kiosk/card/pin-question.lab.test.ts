/**
 * Which windows of the browser could stand on the screen in the place of the question for a PIN: without policies, with
 * all keys, and on a page that opens what a page can.
 */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { aPki, aToken, cardExtensions, cardModule } from '@keyturn/protocols/pki/testing'
import { openDisplay, startXServer, type Display, type ShownWindow } from '../display/index.ts'
import { isPinQuestion, moduleList } from './index.ts'

const run = promisify(execFile)
const patienceMs = 60_000
const everything = new AsyncDisposableStack()
let display: Display
let kiosk: ShownWindow
let env: Readonly<Record<string, string>>
let pin: string

/** What a page can open by a click each, in this order. */
const openedByPage = {
  'a file': `file.click()`,
  'a message': `setTimeout(() => alert('PIN'))`,
  'a question': `setTimeout(() => prompt('PIN'))`,
  'a password of HTTP': `frame.src = '/auth'`,
  'a program': `location = 'mailto:a@b.example'`,
  printing: `setTimeout(print)`,
  'its whereabouts': `navigator.geolocation.getCurrentPosition(() => 0)`,
  'a small window': `open('/popup', '_blank', 'popup,width=300,height=150,left=400,top=370')`,
  'a film in a window': `film.requestPictureInPicture().catch(() => 0)`,
  'a window of its own': `documentPictureInPicture.requestWindow({ width: 300, height: 150 })`,
  'saving a file': `showSaveFilePicker().catch(() => 0)`,
  'the screen': `navigator.mediaDevices.getDisplayMedia().catch(() => 0)`,
}
const byKeys = ['ctrl+s', 'ctrl+o', 'ctrl+p', 'ctrl+d', 'shift+Escape', 'ctrl+u', 'ctrl+shift+n', 'ctrl+n']

/** Of these. The others ask inside the page, or nothing comes. */
const opensWindows: ReadonlySet<string> = new Set([
  'a file',
  'a small window',
  'a film in a window',
  'a window of its own',
  'ctrl+s',
  'shift+Escape',
  'ctrl+n',
])

const page = (
  card: string,
) => `<!doctype html><title>Unlock Security Device</title><body style="height:800px">
  <input type="file" id="file" hidden><iframe id="frame" hidden></iframe><video id="film" muted autoplay></video>
  <canvas id="paint"></canvas><script>
    paint.getContext('2d').fillRect(0, 0, 9, 9)
    film.srcObject = paint.captureStream(5)
    setInterval(() => paint.getContext('2d').fillRect(0, 0, 9, 9), 100)
    const acts = [${Object.values(openedByPage)
      .map((act) => `() => { ${act} }`)
      .join()}]
    let next = 0
    document.body.onclick = ({ isTrusted }) => {
      if (!isTrusted) return
      document.title = 'did ' + ++next
      acts[next - 1]()
    }
    onkeydown = ({ key }) => { if (key === 'c') location = '${card}' }
  </script>`

before(async () => {
  const pki = everything.use(await aPki())
  const ca = await pki.root({ subject: '/CN=Card CA' })
  const extensions = cardExtensions.map((line) =>
    line.replace('msSmartcardLogin', 'msSmartcardLogin,clientAuth'),
  )
  const { path } = everything.use(await mkdtempDisposable(join(tmpdir(), 'keyturn-pin-')))
  const token = await aToken(path, await ca.issue({ subject: '/CN=alice', extensions }))
  pin = token.pin
  const named = await ca.issue({ subject: '/CN=localhost', extensions: ['subjectAltName=DNS:localhost'] })
  const [key, cert] = [await readFile(named.keyFile), await readFile(named.certFile)]
  const asks = { requestCert: true, rejectUnauthorized: false, ca: await readFile(ca.certFile) }
  const cards = createTlsServer({ key, cert, ...asks }, (_, response) => response.end('<title>Shown</title>'))
  const site = createServer((request, response) => {
    const refused = request.url === '/auth'
    response.writeHead(refused ? 401 : 200, {
      'content-type': 'text/html',
      ...(refused && { 'www-authenticate': 'Basic realm="PIN"' }),
    })
    response.end(page(`https://localhost:${(cards.address() as AddressInfo).port}/`))
  })
  for (const server of [cards, site]) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    everything.defer(() => {
      server.closeAllConnections()
      server.close()
    })
  }
  await startBrowser(path, `http://localhost:${(site.address() as AddressInfo).port}/`, token.env)
})
after(() => everything.disposeAsync())

async function startBrowser(
  path: string,
  url: string,
  card: Readonly<Record<string, string>>,
): Promise<void> {
  const x = everything.use(await startXServer(['Xvfb', '-screen', '0', '1280x900x24'], path))
  display = everything.use(await openDisplay(x.display, x.cookie))
  const [home, cards] = [join(path, 'home'), join(path, 'home/.pki/nssdb')]
  await mkdir(cards, { recursive: true })
  await writeFile(join(cards, 'pkcs11.txt'), moduleList(cardModule, cards))
  env = {
    PATH: process.env['PATH'] ?? '',
    DISPLAY: `:${x.display}`,
    XAUTHORITY: x.authority,
    HOME: home,
    ...card,
  }
  const flags = ['--no-sandbox', '--kiosk', '--no-first-run', '--disable-gpu', '--ignore-certificate-errors']
  const place = ['--window-position=0,0', '--window-size=1280,900', '--disable-background-networking']
  const own = ['--password-store=basic', `--user-data-dir=${join(home, 'profile')}`, `--app=${url}`]
  const child = spawn('/usr/lib/chromium/chromium', [...flags, ...place, ...own], { env, stdio: 'ignore' })
  everything.defer(async () => {
    const gone = once(child, 'close')
    child.kill('SIGKILL')
    await gone
  })
  await until('the page', async () => (await titles()).includes('Unlock Security Device'))
  const [first] = await display.windows()
  kiosk = first ?? assert.fail()
}

const hands = async (...args: readonly string[]) => (await run('xdotool', [...args], { env })).stdout
async function titles(): Promise<readonly string[]> {
  const found = await hands('search', '--onlyvisible', '--name', '.').catch(() => '')
  const windows = found.split('\n').filter((line) => line !== '')
  return Promise.all(windows.map(async (one) => (await hands('getwindowname', one).catch(() => '')).trim()))
}
async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await look())) {
    assert.ok(performance.now() < end, `${what}: ${(await titles()).join(' | ')}`)
    await sleep(100)
  }
}
/** A page that is still being drawn hears nothing. */
async function again(what: string, does: readonly string[], isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    await hands(...does)
    for (let looks = 0; looks < 50; looks++) {
      if (await isDone()) return
      await sleep(100)
    }
  }
  assert.fail(`${what}: ${(await titles()).join(' | ')}`)
}
async function others(): Promise<readonly ShownWindow[]> {
  return (await display.windows()).filter(({ id }) => id !== kiosk.id)
}
/** What has come that was not there before: at once, or at all. */
async function opened(isAwaited: boolean): Promise<readonly ShownWindow[]> {
  const isNew = ({ id }: ShownWindow) => !known.has(id)
  if (isAwaited) await until('a window', async () => (await others()).some(isNew))
  else await sleep(600)
  const found = (await others()).filter(isNew)
  for (const { id } of found) known.add(id)
  return found
}
const known = new Set<number>()

/** As a person does; a page's window by its keys. */
async function close(window: ShownWindow): Promise<void> {
  display.focus(window)
  await hands('key', window.client === kiosk.client && window.hasClass ? 'ctrl+w' : 'Escape')
  await sleep(300)
}

suite('the question for a PIN', () => {
  test('is known for one, has what is typed, and comes again after a wrong one', async () => {
    await again('the card', ['key', 'c'], async () => (await others()).length === 1)
    for (const text of ['000000', pin]) {
      await until('a question', async () => (await others()).length === 1)
      const [question] = await others()
      assert.ok(question !== undefined && isPinQuestion(question, kiosk), JSON.stringify(question))
      display.focus(question)
      await hands('type', '--delay', '20', text)
      await hands('key', 'Return')
      await until('an answer', async () => !(await others()).some(({ id }) => id === question.id))
    }
    // The choice of a certificate, and what it tells of one.
    for (const one of ['Tab', 'space']) await hands('key', one)
    assert.deepEqual(await opened(false), [])
    await hands('key', 'shift+Tab')
    await again('the choice', ['key', 'Return'], async () => (await titles()).includes('Shown'))
    await again('the way back', ['key', 'alt+Left'], async () => !(await titles()).includes('Shown'))
  })
})

suite('somebody who wants a window that passes for it', () => {
  test('gets none from a page, whatever it opens, and none by keys', async () => {
    const check = async (what: string) => {
      const windows = await opened(opensWindows.has(what))
      for (const one of windows) assert.ok(!isPinQuestion(one, kiosk), `${what}: ${JSON.stringify(one)}`)
      for (const one of windows) await close(one)
      display.focus(kiosk)
      await hands('key', 'Escape')
      await sleep(300)
    }
    for (const [at, what] of Object.keys(openedByPage).entries()) {
      display.focus(kiosk)
      await again(what, ['mousemove', '640', '700', 'click', '1'], async () => {
        return (await titles()).includes(`did ${at + 1}`)
      })
      await check(what)
    }
    for (const keys of byKeys) {
      const before = (await others()).length
      display.focus(kiosk)
      if (!opensWindows.has(keys)) await hands('key', keys)
      else await again(keys, ['key', keys], async () => (await others()).length > before)
      await check(keys)
    }
  })
})
