/** The way in at a graphical log-on: whoever stands there has the portal on the screen, and is not let out of it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { openConsole } from './keyboard.ts'
import { key, nothingLeft, openKiosk, prepareKiosk, programs, proveAtKiosk, start, traces } from './kiosk.ts'

const password = 'Gruene-Lampe-93!'
const name = 'office1'

let world: World
let office: KeyturnAgent

before(async () => {
  world = await startWorld({ hosts: [name, 'internet'] })
  office = await world.agent(name)
  await prepareKiosk(office)
})
after(() => world?.[Symbol.asyncDispose]())

async function somebody(): Promise<Enrolled> {
  const [person] = await world.lab.createPeople([{}])
  const logon = await world.lab.logon(name, person.sAMAccountName, person.password)
  assert.ok(logon.ok, logon.message)
  return world.enrol(person)
}

/** What works at this computer with every DC out of the question. */
async function offline(who: Enrolled, secret: string): Promise<boolean> {
  await office.host.must(['smbcontrol', 'winbindd', 'offline'])
  try {
    return (await world.lab.logon(name, who.person.sAMAccountName, secret)).ok
  } finally {
    await office.host.must(['smbcontrol', 'winbindd', 'online'])
  }
}

suite('a kiosk at a log-on screen', () => {
  test('leads from a forgotten password to a computer that takes the new one off-line', async () => {
    const who = await somebody()
    const code = await who.freshCode()
    await using kiosk = await openKiosk(office)
    await proveAtKiosk(kiosk, who, code)
    const everybodys = await office.host.run(['ls', '/etc/chromium/policies/managed/keyturn.json'])
    assert.notEqual(everybodys.code, 0, 'the policies are the kiosk’s alone')
    await kiosk.press('Tab')
    await kiosk.type(`${password}\n`)
    await kiosk.sees('Your new password is set')
    const before = (await office.host.must(['ps', '-ww', '-eo', 'args='])) + (await kiosk.child.log())
    assert.ok(!before.includes(password))
    // Leaving now leaves the rest of it to the computer.
    await kiosk.press('Escape')
    const said = await kiosk.ends()
    assert.match(said, /can log on to this computer with the new password/)
    assert.match(said, /✓ Files answers[^]+✗ Mail does not answer/)
    assert.equal(await kiosk.child.exited, 0)
    assert.equal(await offline(who, password), true)
    assert.equal(await offline(who, who.person.password), false)
  })
})

/** What a person tries at a keyboard and a mouse, key by key where they are. */
const tries: Readonly<Record<string, readonly number[]>> = {
  'a new tab': [key.control, key.t],
  'a new window': [key.control, key.n],
  'a window without traces': [key.control, key.shift, key.n],
  'a file': [key.control, key.o],
  'saving the page': [key.control, key.s],
  printing: [key.control, key.p],
  'the source': [key.control, key.u],
  'the history': [key.control, key.h],
  'the downloads': [key.control, key.j],
  'the address bar': [key.control, key.l],
  'the address bar, by Alt': [key.alt, key.d],
  'the developer tools': [key.f12],
  'the developer tools, by letter': [key.control, key.shift, key.i],
  'the console': [key.control, key.shift, key.j],
  profiles: [key.control, key.shift, key.m],
  'a bookmark': [key.control, key.d],
  'what is kept': [key.control, key.shift, key.delete],
  closing: [key.control, key.w],
  'closing, by Alt': [key.alt, key.f4],
  'another window': [key.alt, key.tab],
  quitting: [key.control, key.shift, key.q],
  help: [key.f1],
  'loading anew': [key.f5],
  'the whole screen': [key.f11],
  'the menu bar': [key.f10],
  'a menu': [key.menu],
  'a menu, by F10': [key.shift, key.f10],
  'going back': [key.alt, key.left],
  'going back, by its key': [key.back],
  'the home page': [key.home],
  'a desktop': [key.super],
  'the X server': [key.control, key.alt, 22],
  'a text console': [key.control, key.alt, 68],
}

suite('the entry at a log-on screen', () => {
  test('is a name that starts the kiosk as root and lets nobody in; every other name is asked for a password', async () => {
    const { host } = office
    const who = await somebody()
    const guide = await readFile(new URL('../../docs/guide/kiosk.md', import.meta.url), 'utf8')
    const lines = /```pam\n([^`]+)```/.exec(guide)?.[1] ?? assert.fail('the guide has no lines for PAM')
    const started = join(host.dataFolder, 'kiosk-started')
    const starter = join(host.dataFolder, 'start-kiosk')
    await host.write(starter, `#!/bin/sh\nid -un > ${started}\n`, 0o755)
    const entry = lines.replace(/\/usr\/bin\/systemctl .*/, starter)
    assert.notEqual(entry, lines)
    await host.write('/etc/pam.d/greeter', entry + (await host.read('/etc/pam.d/keyturn')))
    const at = (name: string, secret: string) =>
      host.run(['pamtester', 'greeter', name, 'authenticate'], { input: `${secret}\n` })
    assert.equal((await at(who.person.sAMAccountName, who.person.password)).code, 0)
    assert.notEqual((await at(who.person.sAMAccountName, 'reset-password')).code, 0)
    assert.notEqual((await host.run(['cat', started])).code, 0)
    assert.notEqual((await at('reset-password', who.person.password)).code, 0)
    assert.equal((await host.must(['cat', started])).trim(), 'root')
  })
})

suite('somebody who wants to get out of a kiosk', () => {
  test('gets no key, no button and no link that leads elsewhere', async () => {
    await using kiosk = await openKiosk(office)
    await kiosk.sees(start)
    await kiosk.click(640, 240)
    await kiosk.sees('Who are you?')
    await kiosk.press('Tab')
    await kiosk.type('nobody here')
    const before = await programs(office.host)
    for (const [what, keys] of Object.entries(tries)) {
      await kiosk.chord(...keys)
      await sleep(150)
      assert.deepEqual(await kiosk.titles(), ['Who are you? · Corp Example'], what)
    }
    for (const button of [2, 3, 8, 9]) await kiosk.click(300, 480, button)
    // A link dragged out of the page, and onto it.
    const hold = ['mousemove', '420', '480', 'mousedown', '1', 'mousemove', '900', '20']
    await kiosk.run('xdotool', ...hold, 'mouseup', '1')
    await sleep(500)
    assert.deepEqual(await kiosk.titles(), ['Who are you? · Corp Example'])
    assert.deepEqual(
      (await programs(office.host)).filter((one) => !before.includes(one)),
      [],
    )
    assert.ok(kiosk.child.running)
  })

  test('with a keyboard of his own is back at the log-on screen as soon as anything opens', async () => {
    await using kiosk = await openKiosk(office)
    await kiosk.sees(start)
    const plugged = `setxkbmap us && xdotool keydown ${key.control} key ${key.n} keyup ${key.control}`
    // The keys are taken back within half a second: whoever is slower tries again, until the screen is gone.
    await kiosk.run(
      'sh',
      '-c',
      `for try in $(seq 30); do { ${plugged}; } 2>/dev/null || exit 0; sleep 1; done`,
    )
    assert.match(await kiosk.ends(), /another window/)
  })

  test('finds no way by what he kills: the browser, the X server, or the agent', async () => {
    for (const victim of ['keyturn-agent.mjs kiosk', 'Xvfb -screen', '/usr/lib/chromium/chromium --kiosk']) {
      await using kiosk = await openKiosk(office)
      await kiosk.sees(start)
      await office.host.must(['pkill', '-KILL', '-o', '-f', victim])
      await kiosk.ends()
    }
    await nothingLeft(office.host)
  })

  test('leaves nothing of her to the next person: neither by going away nor by walking off', async () => {
    const who = await somebody()
    await prepareKiosk(office, { idleSeconds: 10 })
    const code = await who.freshCode()
    const first = await openKiosk(office)
    await proveAtKiosk(first, who, code)
    await first.press('Tab')
    await first.type('Half-typed-secret')
    await first.ends()
    await prepareKiosk(office)
    await using second = await openKiosk(office)
    await second.sees(start)
    await second.click(640, 240)
    // Whoever has a reset under way in this browser would be asked for the new password here.
    await second.sees('Who are you?')
    await second.press('Escape')
    await second.ends()
    await nothingLeft(office.host)
    assert.equal(await offline(who, who.person.password), true)
  })
})

suite('a kiosk whose server is away', () => {
  test('is no page of a browser that fails, but the conversation without a network', async () => {
    const who = await somebody()
    // Where nobody else has a log-on, nobody is asked who she is.
    await somebody()
    // Once in reach of the server it fetched what it needs on this day.
    assert.equal((await office.run('report')).code, 0)
    await world.server.stop()
    try {
      await nothingLeft(office.host)
      await using console = await openConsole(office, 'kiosk')
      await console.sees('Your user name:')
      await console.press(`${who.person.sAMAccountName}\r`)
      await console.sees('This computer has no network')
      await console.sees('The answer that the portal shows')
      for (const key of ['\u001a', '\u001c', '\u001b[15~', '!sh']) await console.press(key)
      assert.ok(console.child.running)
      await console.press('\u0003')
      await console.sees('This computer keeps the code')
      await console.press('\u001b')
      await console.sees('\u001b[3J')
      await console.child.exited
      assert.deepEqual(await traces(office.host), [])
    } finally {
      await world.server.start()
    }
  })
})
