/** "Why can't I log on?", asked at a laptop: in the office, away from it, and by somebody who is not who he says. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { agentProgram, startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { openConsole } from './keyboard.ts'
import { somebodyOf } from './laptop.ts'

const laptopName = 'laptop1'
const newer = 'Blauer-Fueller-77!'
const wrong = 'Not-This-One-55!'
const stranger = 'nobody.at.all'

let world: World
let laptop: KeyturnAgent
let who: Enrolled

before(async () => {
  world = await startWorld({ hosts: [laptopName, 'internet'] })
  laptop = await world.agent(laptopName)
})
after(() => world?.[Symbol.asyncDispose]())

/** What the laptop tells somebody with this name and password. */
async function told(name: string, password: string, ...through: readonly string[]): Promise<string> {
  const argv = [...through, agentProgram, 'why', name, '--config', laptop.configFile]
  const { stdout, stderr } = await laptop.host.run(argv, { input: `${password}\n`, timeoutMs: 120_000 })
  assert.ok(password === '' || !(stdout + stderr).includes(password))
  assert.equal(stderr, '')
  return stdout
}

suite('in the office', () => {
  for (const [name, text] of [
    ['erik', /Your password has expired/],
    ['mona', /Your password has expired, or is only good for choosing a new one/],
    // Kerberos says the same of all three (RFC 4120, KDC_ERR_CLIENT_REVOKED), and so winbind does.
    ['louis', /locked[^]+or switched off/],
    ['dina', /locked[^]+or switched off/],
    ['tom', /or its time is over/],
  ] as const) {
    test(`${name} hears it, with the next step`, async () => {
      assert.match(await told(name, world.lab.person(name).password), text)
    })
  }

  test('who types the right password hears so, and a stranger no more than that something is wrong', async () => {
    who = await somebodyOf(world, laptopName)
    await world.lab.laptop(laptopName).home()
    const name = who.person.sAMAccountName
    assert.match(
      await told(name, who.person.password),
      /Nothing at this computer is in the way[^]+you can log on now/,
    )
    const known = await told(name, wrong)
    assert.match(known, /does not take that name and password/)
    assert.equal(await told(stranger, wrong), known)
  })

  test('who types the old one hears that it is the old one, since this laptop knew it', async () => {
    await world.lab.resetPassword(who.person.sAMAccountName, newer)
    assert.match(await told(who.person.sAMAccountName, who.person.password), /That is your old password/)
    assert.doesNotMatch(await told(who.person.sAMAccountName, wrong), /old password/)
  })

  test('a clock that is ten minutes off is told first, and no captive portal is seen in it', async () => {
    const [library = 'libfaketime is not installed'] = globSync('/usr/lib/*/faketime/libfaketime.so.1')
    const off = (by: string) => [
      'env',
      `LD_PRELOAD=${library}`,
      `FAKETIME=${by}`,
      'FAKETIME_DONT_FAKE_MONOTONIC=1',
    ]
    assert.match(await told('', '', ...off('+10m')), /clock is wrong by about 10 minutes/)
    // Then the certificate of this new lab is not valid yet.
    assert.match(await told('', '', ...off('-10m')), /clock says[^]+set it right/)
  })
})

suite('away from the office', () => {
  before(() => world.lab.laptop(laptopName).away())

  test('a wrong password, a newer one and a stranger’s name are answered alike', async () => {
    const name = who.person.sAMAccountName
    const answers = [await told(name, newer), await told(name, wrong), await told(stranger, wrong)]
    assert.match(answers[0] ?? '', /away from the office network[^]+cannot know/)
    assert.equal(new Set(answers).size, 1)
    assert.match(await told(name, who.person.password), /You can log on now, also without/)
  })

  test('a captive portal, a dead network and none are told apart', async () => {
    const link = world.lab.link(laptopName)
    await link.captive()
    assert.match(await told('', ''), /something else answers/)
    await link.up()
    await world.server.stop()
    assert.match(await told('', ''), /neither your organisation’s server nor a domain controller/)
    await world.server.start()
    await world.lab.laptop(laptopName).nowhere()
    assert.match(await told('', ''), /This computer is in no network/)
  })

  test('at the console it is the third thing to do, and what was typed is gone afterwards', async () => {
    await using console = await openConsole(laptop)
    await console.sees('Why can’t I log on?')
    await console.press('3\r')
    await console.sees('This computer is in no network')
    await console.press(`${who.person.sAMAccountName}\r`)
    await console.sees('Your password, as you would log on')
    await console.press(`${who.person.password}\r`)
    await console.sees('You can log on now')
    await console.press(' ')
    await console.sees('\u001b[3J')
    await console.sees('Type 1, 2 or 3, then Enter:')
    assert.ok(!(await console.all()).includes(who.person.password))
  })
})
