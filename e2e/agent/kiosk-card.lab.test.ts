/** A person at a kiosk who proves who she is by her smart card, and others who have none, or somebody else's. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '@keyturn/lab'
import { cardModule } from '@keyturn/protocols/pki/testing'
import { aCardIssuer, cardListener, issuerName, type Card, type CardIssuer } from '../smart-card/issuer.ts'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { addCard, installReader, putCardIn, seesPinQuestion, takeCardOut, typePin } from './kiosk-card.ts'
import { nothingLeft, openKiosk, prepareKiosk, type KioskScreen } from './kiosk.ts'
import { somebodyOf } from './laptop.ts'

const password = 'Gruene-Lampe-93!'
const name = 'laptop1'
const start = 'What do you need?'
const proving = 'Prove that it is you'
const choosing = 'What do you have at hand?'
const everything = new AsyncDisposableStack()

let world: World
let laptop: KeyturnAgent
let issuer: CardIssuer
let alice: Holder
let mallory: Holder

interface Holder extends Pick<Card, 'token' | 'folder'> {
  readonly who: Enrolled
}

before(async () => {
  issuer = everything.use(await aCardIssuer())
  world = everything.use(await startWorld({ hosts: [name, 'vpn', 'internet', 'mail'], config: configured }))
  laptop = await world.agent(name)
  await prepare()
  await installReader(laptop.host)
  alice = await aHolder()
  mallory = await aHolder()
})
after(() => everything.disposeAsync())

async function configured(lab: Lab) {
  const reset = { factors: ['smart-card', 'recovery-code'] }
  return { factors: { smartCard: await issuer.settings(lab) }, policy: { reset } }
}

function prepare(card: object = {}, kiosk: object = {}): Promise<void> {
  const shown = { module: cardModule, url: cardListener, issuer: issuerName }
  return prepareKiosk(laptop, { ...kiosk, card: { ...shown, ...card } })
}

/** Somebody with a card that is added to her account. */
async function aHolder(): Promise<Holder> {
  const who = await somebodyOf(world, name)
  const { issued, token, folder } = await issuer.issue(world.lab, who.person)
  await addCard(world, laptop.host, who, issued)
  return { who, token, folder }
}

/** From the start page to where the card is to be shown. */
async function begin(kiosk: KioskScreen, { who }: Holder): Promise<void> {
  await kiosk.sees(start)
  await kiosk.click(640, 240)
  await kiosk.sees('Who are you?')
  await kiosk.press('Tab')
  await kiosk.type(`${who.person.sAMAccountName}\n`)
  await kiosk.sees(proving)
}
async function showCard(kiosk: KioskScreen): Promise<void> {
  await kiosk.press('Tab')
  await kiosk.press('Return')
}

/** From where the card was not taken, by the keyboard: "Use something else", and the first that there is. */
async function provesBySlip(kiosk: KioskScreen, { who }: Holder): Promise<void> {
  const chooses = async () => (await kiosk.titles()).some((title) => title.startsWith(choosing))
  for (let tries = 0; tries < 20 && !(await chooses()); tries++) {
    await sleep(2_000)
    // From the heading on.
    await kiosk.click(600, 197)
    for (const one of ['Tab', 'Tab', 'Return']) await kiosk.press(one)
    await sleep(500)
  }
  await kiosk.sees(choosing)
  for (const one of ['Tab', 'Tab', 'Return']) await kiosk.press(one)
  await kiosk.sees(proving)
  await kiosk.press('Tab')
  await kiosk.type(`${who.recoveryCodes[1]}\n`)
  await kiosk.sees('Choose a new password')
}

suite('a person at a kiosk with a smart card', () => {
  test('proves it by her PIN, a wrong one first, and her computer takes the new password', async () => {
    await putCardIn(laptop.host, alice.folder)
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, alice)
    await showCard(kiosk)
    await typePin(kiosk, '000000')
    await typePin(kiosk, alice.token.pin)
    await kiosk.sees('Choose a new password')
    await kiosk.press('Tab')
    await kiosk.type(`${password}\n`)
    await kiosk.sees('Your new password is set')
    await kiosk.press('Escape')
    const said = await kiosk.ends()
    assert.match(said, /can log on to this computer with the new password/)
    assert.ok(!said.includes(alice.token.pin))
    assert.equal((await world.lab.logon(name, alice.who.person.sAMAccountName, password)).ok, true)
    await nothingLeft(laptop.host)
  })

  test('is asked for the PIN anew at the next kiosk, leaves by Escape there, and nothing of her stays', async () => {
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, alice)
    await showCard(kiosk)
    await seesPinQuestion(kiosk)
    await kiosk.press('Escape')
    await kiosk.ends()
    await nothingLeft(laptop.host)
  })
})

suite('at the same kiosk', () => {
  test('a stranger’s card proves nothing for her, and her own way leads on', async () => {
    await putCardIn(laptop.host, mallory.folder)
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, alice)
    await showCard(kiosk)
    await typePin(kiosk, mallory.token.pin)
    const refused = async () =>
      (await world.audit()).some(({ type, facts }) => {
        return type === 'reset.not-proved' && facts['factor'] === 'smart-card'
      })
    for (let tries = 0; tries < 300 && !(await refused()); tries++) await sleep(200)
    assert.ok(await refused())
    await provesBySlip(kiosk, alice)
  })

  test('who has no card is asked for no PIN and told so, and her own way leads on', async () => {
    await takeCardOut(laptop.host)
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, mallory)
    await showCard(kiosk)
    await provesBySlip(kiosk, mallory)
    assert.equal((await kiosk.titles()).length, 1)
  })

  test('the question for the PIN ends it when nobody answers, and so does whatever opens beside it', async () => {
    await prepare({ pinSeconds: 10 })
    await putCardIn(laptop.host, alice.folder)
    {
      await using kiosk = await openKiosk(laptop)
      await begin(kiosk, alice)
      await showCard(kiosk)
      await seesPinQuestion(kiosk)
      assert.match(await kiosk.ends(), /PIN was not answered in time/)
    }
    await prepare()
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, alice)
    await showCard(kiosk)
    await seesPinQuestion(kiosk)
    const plugged = 'xmessage -geometry 300x100+490+400 PIN & true'
    await kiosk.run('sh', '-c', plugged)
    assert.match(await kiosk.ends(), /another window/)
    await nothingLeft(laptop.host)
  })
})
