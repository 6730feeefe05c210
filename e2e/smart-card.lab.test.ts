/**
 * Smart cards before the real server: Chromium finds them by PKCS #11, asks for the PIN and shows them to the listener
 * by TLS. The cards are SoftHSM's and their CA is OpenSSL's.
 */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Lab, LabPerson } from '@keyturn/lab'
import { cardModule } from '@keyturn/protocols/pki/testing'
import { begin, signIn } from './portal/steps.ts'
import { visit, type Visitor } from './portal/visitor.ts'
import { aCardIssuer, cardListener, type Card, type CardIssuer } from './smart-card/issuer.ts'
import { openScreen, type Screen } from './smart-card/screen.ts'
import { startWorld, type LabBrowser, type World } from './world/index.ts'

const everything = new AsyncDisposableStack()

let world: World
let issuer: CardIssuer
/** Two desks, each with a reader and the card that its owner has put into it. */
let alice: Desk
let mallory: Desk

interface Desk {
  readonly person: LabPerson
  readonly card: Card
  readonly screen: Screen
  readonly browser: LabBrowser
}

before(async () => {
  issuer = everything.use(await aCardIssuer())
  world = everything.use(await startWorld({ hosts: ['office1'], config: configured }))
  const host = world.lab.host('office1')
  // As group policies do it: of several cards that fit, nobody has to choose.
  const choice = { AutoSelectCertificateForUrls: [JSON.stringify({ pattern: cardListener, filter: {} })] }
  await host.write('/etc/chromium/policies/managed/cards.json', JSON.stringify(choice))
  const [one, other] = await world.lab.createPeople([{}, {}])
  alice = await aDesk(one)
  mallory = await aDesk(other)
})
after(() => everything.disposeAsync())

async function configured(lab: Lab) {
  const need = { factors: ['smart-card', 'recovery-code'] }
  return { factors: { smartCard: await issuer.settings(lab) }, policy: { reset: need, enrol: need } }
}

async function aDesk(person: LabPerson): Promise<Desk> {
  const card = await issuer.issue(world.lab, person)
  const screen = await openScreen(world.lab.host('office1'))
  const cards = { module: cardModule, env: card.token.env }
  const browser = await world.browser('office1', { display: screen.display, cards })
  return { person, card, screen, browser }
}

const heading = ({ page }: Visitor, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

/** At the page where cards are added, signed in by the password. */
async function atAdding({ browser }: Pick<Desk, 'browser'>, person: LabPerson): Promise<Visitor> {
  const visitor = await visit(browser, world.server.url)
  await visitor.page.goto(`${world.server.url}/me/add?way=smart-card`)
  await signIn(visitor, person.upn, person.password)
  await heading(visitor, 'Set up your smart card')
  return visitor
}

/** Where the portal asks who she is. */
async function atReset({ browser }: Desk, person: LabPerson): Promise<Visitor> {
  const visitor = await visit(browser, world.server.url)
  await visitor.page.goto(`${world.server.url}/reset`)
  await begin(visitor, { person })
  return visitor
}

/** Whose accounts got a card, as the audit log has it. */
async function whoEnrolled(): Promise<readonly unknown[]> {
  const entries = await world.audit()
  const enrolled = entries.filter(({ type, outcome }) => type === 'factor.enrolled' && outcome === 'ok')
  return enrolled.filter(({ facts }) => facts['factor'] === 'smart-card').map(({ account }) => account?.sid)
}

suite('a person with a smart card', () => {
  test('shows it once, by its PIN, and it is hers', async () => {
    await using her = await atAdding(alice, alice.person)
    await her.press('Show my card')
    await alice.screen.typePin('000000')
    // The card said no, and the browser asks again.
    await alice.screen.typePin(alice.card.token.pin)
    await heading(her, 'Make recovery codes')
    assert.deepEqual(await whoEnrolled(), [alice.card.sid])
  })

  test('and chooses a new password by it, which the DC takes', async () => {
    await using her = await atReset(alice, alice.person)
    await her.press('Show my card')
    await heading(her, 'Choose a new password')
    await her.send('New password', 'A river under the old bridge 7')
    await heading(her, 'Your new password is set')
    assert.equal(await world.letsIn(alice.person, 'A river under the old bridge 7'), true)
    assert.equal(await world.letsIn(alice.person, alice.person.password), false)
  })
})

suite('a thief', () => {
  test('with a good card of his own proves nothing for her, and cannot add it to her account', async () => {
    {
      await using he = await atAdding(mallory, mallory.person)
      await he.press('Show my card')
      await mallory.screen.typePin(mallory.card.token.pin)
      await heading(he, 'Make recovery codes')
    }
    {
      await using he = await atReset(mallory, alice.person)
      await he.press('Show my card')
      await he.says('That was not right. Check it and try again.')
    }
    const [victim] = await world.lab.createPeople([{}])
    await using he = await atAdding(mallory, victim)
    await he.press('Show my card')
    await he.says('This was not accepted.')
    assert.deepEqual(await whoEnrolled(), [alice.card.sid, mallory.card.sid])
  })
})

suite('when the CA has revoked her card', () => {
  test('it proves nothing any more, and the log says why', async () => {
    await issuer.revoke(alice.card)
    // The list is read again after five minutes, or at a start.
    await world.server.stop()
    await world.server.start()
    await using her = await atReset(alice, alice.person)
    await her.press('Show my card')
    await her.says('This card is not accepted here')
    assert.match(await world.server.log(), /"why":"revoked".*a smart card was not accepted/)
  })
})
