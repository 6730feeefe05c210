/** A person at a kiosk who proves who she is by her smart card, and others who have none, or somebody else's. */
import assert from 'node:assert/strict'
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '@keyturn/lab'
import {
  aPki,
  aToken,
  cardExtensions,
  cardModule,
  sidExtension,
  type Ca,
  type Token,
} from '@keyturn/protocols/pki/testing'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { addCard, installReader, putCardIn, seesPinQuestion, takeCardOut, typePin } from './kiosk-card.ts'
import { key, nothingLeft, openKiosk, prepareKiosk, type KioskScreen } from './kiosk.ts'
import { somebodyOf } from './laptop.ts'

const password = 'Gruene-Lampe-93!'
const name = 'laptop1'
const start = 'What do you need?'
const proving = 'Prove that it is you'
const url = 'https://reset.corp.example:8444/'
const everything = new AsyncDisposableStack()

let world: World
let laptop: KeyturnAgent
let ca: Ca
let folder: string
let alice: Holder
let mallory: Holder

interface Holder {
  readonly who: Enrolled
  readonly token: Token
  readonly folder: string
}

before(async () => {
  const pki = everything.use(await aPki())
  ca = await pki.root({ subject: '/DC=example/DC=corp/CN=Card CA' })
  folder = everything.use(await mkdtempDisposable(join(tmpdir(), 'keyturn-kiosk-cards-'))).path
  await writeFile(join(folder, 'card.crl'), await ca.crl())
  world = everything.use(await startWorld({ hosts: [name, 'vpn', 'internet', 'mail'], config: configured }))
  laptop = await world.agent(name)
  await prepare()
  await installReader(laptop.host)
  alice = await aHolder()
  mallory = await aHolder()
})
after(() => everything.disposeAsync())

async function configured(lab: Lab) {
  const { certFile, keyFile } = await lab.certificate('reset.corp.example')
  const listen = { port: 8444, certificateFile: certFile, keyFile }
  const smartCard = { url, listen, trustedFile: ca.certFile, crls: [join(folder, 'card.crl')] }
  return { factors: { smartCard }, policy: { reset: { factors: ['smart-card', 'recovery-code'] } } }
}

function prepare(card: object = {}, kiosk: object = {}): Promise<void> {
  return prepareKiosk(laptop, { ...kiosk, card: { module: cardModule, url, issuer: 'Card CA', ...card } })
}

/** Somebody with a card that is added to her account. */
async function aHolder(): Promise<Holder> {
  const who = await somebodyOf(world, name)
  const { sAMAccountName } = who.person
  const sid = await world.lab.dc('dc1').attribute(`(sAMAccountName=${sAMAccountName})`, 'objectSid')
  const forLogOn = cardExtensions.map((line) =>
    line.replace('msSmartcardLogin', 'msSmartcardLogin,clientAuth'),
  )
  const extensions = [...forLogOn, ...sidExtension(sid ?? '')]
  const card = await ca.issue({ subject: `/CN=${sAMAccountName}`, extensions })
  const own = join(folder, sAMAccountName)
  await mkdir(own)
  const token = await aToken(own, card)
  await addCard(world, laptop.host, who, card)
  return { who, token, folder: own }
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
  test('a stranger’s card proves nothing for her, and she goes on with something else', async () => {
    await putCardIn(laptop.host, mallory.folder)
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, alice)
    await showCard(kiosk)
    await typePin(kiosk, mallory.token.pin)
    await kiosk.sees(proving)
    await sleep(3_000)
    await kiosk.run('import', '-window', 'root', '/tmp/cardx/stranger.png').catch(() => 0)
    assert.deepEqual((await kiosk.titles()).length, 1)
  })

  test('without a card it says so', async () => {
    await takeCardOut(laptop.host)
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, alice)
    await showCard(kiosk)
    await sleep(5_000)
    await kiosk.run('import', '-window', 'root', '/tmp/cardx/none.png').catch(() => 0)
    await kiosk.sees(proving)
  })

  test('the question for the PIN ends it when nobody answers', async () => {
    await prepare({ pinSeconds: 10 })
    await putCardIn(laptop.host, alice.folder)
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, alice)
    await showCard(kiosk)
    await seesPinQuestion(kiosk)
    assert.match(await kiosk.ends(), /PIN was not answered in time/)
  })

  test('nothing else may open beside it', async () => {
    await prepare()
    await using kiosk = await openKiosk(laptop)
    await begin(kiosk, alice)
    await showCard(kiosk)
    await seesPinQuestion(kiosk)
    const plugged = `setxkbmap us && xdotool keydown ${key.control} key ${key.n} keyup ${key.control}`
    await kiosk.run('sh', '-c', plugged)
    assert.match(await kiosk.ends(), /another window/)
  })
})
