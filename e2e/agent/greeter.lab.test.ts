/** The entry at a graphical log-on for real: LightDM, its greeter, PAM, and the unit of the guide under systemd. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startWorld, type KeyturnAgent, type World } from '../world/index.ts'
import { openGreeter, unit, type Greeter } from './greeter/greeter.ts'
import { handsAt, key, prepareKiosk, programs, proveAtKiosk, start, traces } from './kiosk.ts'
import { somebodyOf } from './laptop.ts'

const password = 'Silberne-Kanne-58!'
const name = 'laptop1'
const entry = 'reset-password'

let world: World
let laptop: KeyturnAgent
let greeter: Greeter

before(async () => {
  world = await startWorld({ hosts: [name, 'vpn', 'internet'], systemd: [name] })
  laptop = await world.agent(name)
  await prepareKiosk(laptop)
  greeter = await openGreeter(laptop)
})
after(() => world?.[Symbol.asyncDispose]())

const failed = (who: string) => new RegExp(`Authenticate result for user ${who}: Authentication failure`)
/** Of kiosks. The greeter has an X server as well, and the unit notes which terminal was shown. */
const left = async () =>
  (await traces(laptop.host)).filter((line) => !line.includes('Xvfb :60') && line !== 'keyturn-kiosk.vt')
const agents = async () =>
  (await laptop.host.must(['ps', '-ww', '-eo', 'args=']))
    .split('\n')
    .filter((line) => /^\S*node .*keyturn-agent.mjs kiosk/.test(line)).length

/** The controlling terminal of one that runs: tty_nr of proc(5), 0 for none. */
async function terminalOf(args: string): Promise<string | undefined> {
  const pid = (await laptop.host.must(['pgrep', '--oldest', '--full', args])).trim()
  const stat = await laptop.host.must(['cat', `/proc/${pid}/stat`])
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4]
}

suite('a person at the log-on screen of a laptop far from the office', () => {
  test('types reset-password, chooses a new one above the log-on screen, and logs on there with it, off-line', async () => {
    const who = await somebodyOf(world, name)
    const { sAMAccountName } = who.person
    const code = await who.freshCode()
    await greeter.name(entry)
    const kiosk = await handsAt(laptop.host, greeter.kiosk)
    assert.deepEqual(await greeter.shown(), ['9'])
    await proveAtKiosk(kiosk, who, code)
    await kiosk.press('Tab')
    await kiosk.type(`${password}\n`)
    await kiosk.sees('Your new password is set')
    await kiosk.press('Escape')
    await greeter.until('inactive')
    assert.match(await greeter.kiosk.log(), /can log on to this computer with the new password/)
    assert.deepEqual(await greeter.shown(), ['9', '7'])
    assert.deepEqual(await left(), [])
    assert.deepEqual(await laptop.tunnels(), [])

    await greeter.name(sAMAccountName, 'over')
    await greeter.says(/Prompt greeter/)
    await greeter.password(who.person.password)
    await greeter.says(failed(sAMAccountName))
    assert.deepEqual(await greeter.sessions(), [])
    await greeter.says(/Prompt greeter/)
    await greeter.password(password)
    await greeter.says(new RegExp(`User ${sAMAccountName} authorized`))
    await greeter.opens(sAMAccountName)
    assert.deepEqual(await greeter.sessions(), [sAMAccountName])

    await laptop.host.must(['pkill', '--uid', sAMAccountName, '-f', '/etc/lightdm/desk'])
    await greeter.ready()
    assert.ok(!(await greeter.logs()).includes(password))
  })
})

suite('somebody who wants to get in by that name', () => {
  test('gets no session: not with the password of such an account, not by keys of the greeter, not by killing the kiosk', async () => {
    const { host } = laptop
    await host.must(['useradd', '--create-home', '--home-dir', '/run/home-of-nobody', entry])
    await host.must(['chpasswd', '--crypt-method', 'SHA512'], { input: `${entry}:${password}\n` })
    // Without the lines it would be let in.
    await host.write('/etc/pam.d/without', '@include common-auth\n')
    await host.must(['pamtester', 'without', entry, 'authenticate'], { input: `${password}\n` })
    await greeter.name(entry)
    const kiosk = await handsAt(host, greeter.kiosk)
    await kiosk.sees(start)
    assert.notEqual(await terminalOf(String.raw`^\S*node .*keyturn-agent\.mjs kiosk`), '0')
    assert.equal(
      await terminalOf('^/usr/lib/chromium/chromium .*--app='),
      '0',
      'the browser types nothing into it',
    )
    const before = await programs(host)

    // Below the kiosk, as if it could be reached; each name and each password asks for a kiosk anew.
    for (const secret of [password, '', 'something else']) {
      await greeter.password(secret)
      await greeter.says(failed(entry))
      await greeter.says(/Prompt greeter/)
    }
    for (const keys of greeterKeys) {
      await greeter.hands.chord(...keys)
      await greeter.hands.press('Return')
    }
    assert.deepEqual(await greeter.sessions(), [])
    assert.equal(await agents(), 1)
    assert.deepEqual(
      (await programs(host)).filter((one) => !before.includes(one)),
      [],
    )

    await host.must(['systemctl', 'kill', '--signal', 'KILL', '--kill-who', 'main', unit])
    await greeter.until('failed')
    assert.equal((await greeter.shown()).at(-1), '7')
    assert.deepEqual(
      (await left()).filter((line) => !line.startsWith('keyturn-kiosk')),
      [],
    )
    assert.deepEqual(await greeter.sessions(), [])
    assert.ok(!(await greeter.logs()).includes(password))
  })
})

/** Help, contrast, the keyboard and the reader of LightDM's greeter, its menus, and switching the machine off. */
const greeterKeys = [
  [67],
  [68],
  [69],
  [70],
  [74],
  [75],
  [key.f10],
  [key.alt, key.f4],
  [key.control, key.alt, key.delete],
]
