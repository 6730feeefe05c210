/** Passkeys before the real server: Chromium's WebAuthn and authenticators, from a page of the portal's origin. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import type { Challenge } from '@keyturn/contract'
import type { LabPerson } from '@keyturn/lab'
import type { Page } from 'playwright-core'
import { openAuthenticators, type Authenticators } from './passkeys/authenticators.ts'
import { assertionTakenByLibfido2, takenByLibfido2 } from './passkeys/libfido2.ts'
import { portalPage, type PortalPage } from './passkeys/page.ts'
import { startWorld, type LabBrowser, type World } from './world/index.ts'

let world: World
/** Where people work, and where thieves do: tries are counted for each place. */
let office: LabBrowser
let elsewhere: LabBrowser
let page: Page | undefined
let portal: PortalPage
let authenticators: Authenticators

before(async () => {
  const need = { factors: ['passkey', 'totp', 'recovery-code'] }
  const config = { factors: { passkey: {} }, policy: { reset: need, enrol: need } }
  world = await startWorld({ hosts: ['mail', 'office1', 'internet'], config })
  office = await world.browser('office1')
  elsewhere = await world.browser('internet')
})
after(() => world[Symbol.asyncDispose]())

/** Somebody who was not there before, with no authenticator yet. */
async function arrive(browser: LabBrowser): Promise<void> {
  await page?.close()
  await browser.context.clearCookies()
  page = await browser.page()
  await page.goto(world.server.url)
  portal = portalPage(page)
  authenticators = await openAuthenticators(page)
}

type PasskeyChallenge = Extract<Challenge, { kind: 'passkey' }>

async function aPerson(): Promise<LabPerson> {
  const [person] = await world.lab.createPeople([{}])
  return person
}

const signIn = ({ upn, password }: LabPerson) => portal.must('person.sign-in', { identifier: upn, password })

async function offer() {
  const offered = await portal.must('person.offer-factor', { factor: 'passkey' })
  assert.ok(offered.kind === 'passkey')
  return offered
}

async function enrol(name: string) {
  const { id, options } = await offer()
  const answer = await portal.create(options)
  await portal.must('person.confirm-factor', { factor: 'passkey', id, answer: answer.text, name })
}

/** At a page that asks who she is. */
async function ask(identifier: string): Promise<PasskeyChallenge> {
  await portal.must('reset.start', { purpose: 'reset', identifier })
  const challenge = await portal.must('reset.challenge', { factor: 'passkey' })
  assert.ok(challenge.kind === 'passkey')
  return challenge
}

const prove = async (answer: string) =>
  (await portal.must('reset.prove', { factor: 'passkey', answer })).state

async function reset({ sAMAccountName }: LabPerson): Promise<string> {
  const { options } = await ask(sAMAccountName)
  return await prove((await portal.get(options)).text)
}

/** Why the last answers were not taken, as the audit log has it. */
async function whyNot(): Promise<readonly unknown[]> {
  const entries = await world.audit()
  return entries.filter(({ type }) => type === 'reset.not-proved').map(({ facts }) => facts['why'])
}

suite('a person with a passkey', () => {
  beforeEach(() => arrive(office))

  test('enrols the computer’s own, and chooses a new password by it, again and again', async () => {
    const [one] = [await aPerson()]
    const hello = await authenticators.plugIn('internal')
    await signIn(one)
    await enrol('Laptop')
    const [held, ...others] = await hello.passkeys()
    assert.deepEqual(others, [])
    assert.equal(held?.rpId, new URL(world.server.url).hostname)
    assert.equal(held.isResidentCredential, true)
    assert.equal(await reset(one), 'choosing')
    const chosen = await portal.must('reset.choose', { password: 'A river under the old bridge 7' })
    assert.equal(chosen.state, 'done')
    assert.equal(await world.letsIn(one, 'A river under the old bridge 7'), true)
    assert.equal(await reset(one), 'choosing')
    const entries = await world.audit()
    const enrolled = entries.findLast(({ type, outcome }) => type === 'factor.enrolled' && outcome === 'ok')
    assert.equal(enrolled?.facts['factor'], 'passkey')
    assert.equal(enrolled.facts['backupEligible'], false)
    assert.match(String(enrolled.facts['aaguid']), /^[0-9a-f-]{36}$/)
  })

  test('adds a key for the safe, gives it a name, and removes it', async () => {
    const one = await aPerson()
    await signIn(one)
    const hello = await authenticators.plugIn('internal')
    await enrol('Laptop')
    await assert.rejects(enrol('Laptop again'), /InvalidStateError/)
    await hello.pullOut()
    const key = await authenticators.plugIn('usb')
    await enrol('Key')
    const { factors } = await portal.must('person.me', {})
    assert.deepEqual(
      factors.map(({ name }) => name),
      ['Laptop', 'Key'],
    )
    const second = factors[1]?.id ?? ''
    await portal.call('person.rename-factor', { name: 'Key in the safe' }, { id: second })
    assert.equal((await portal.must('person.me', {})).factors[1]?.name, 'Key in the safe')
    assert.equal(await reset(one), 'choosing')
    await portal.call('person.remove-factor', {}, { id: second })
    assert.equal((await key.passkeys()).length, 1)
    assert.equal(await reset(one), 'proving')
  })

  test('who does not unlock it proves nothing, even by a page that does not ask for it', async () => {
    const one = await aPerson()
    await signIn(one)
    const key = await authenticators.plugIn('usb')
    await enrol('Key')
    await key.unlocks(false)
    const { options } = await ask(one.sAMAccountName)
    await assert.rejects(portal.get(options), /NotAllowedError/)
    const [held = assert.fail('nothing is held')] = await key.passkeys()
    await key.pullOut()
    await (await authenticators.plugIn('usb', { unlock: false })).implant(held)
    const named = { type: 'public-key', id: Buffer.from(held.credentialId, 'base64').toString('base64url') }
    const lax = await portal.get({ ...options, allowCredentials: [named], userVerification: 'discouraged' })
    assert.equal(await prove(lax.text), 'proving')
  })

  test('cannot enrol one without unlocking it', async () => {
    await signIn(await aPerson())
    await authenticators.plugIn('usb', { unlock: false })
    const { id, options } = await offer()
    await assert.rejects(portal.create(options), /NotAllowedError|NotSupportedError|ConstraintError/)
    const selection = { residentKey: 'discouraged', userVerification: 'discouraged' }
    const lax = await portal.create({ ...options, authenticatorSelection: selection })
    const refused = { factor: 'passkey', id, answer: lax.text, name: 'Key' } as const
    assert.deepEqual(await portal.call('person.confirm-factor', refused), { error: 'factor.refused' })
  })

  test('who lost it is not asked for it by its name, and her browser finds none', async () => {
    const one = await aPerson()
    await signIn(one)
    const hello = await authenticators.plugIn('internal')
    await enrol('Laptop')
    for (const held of await hello.passkeys()) await hello.forget(held)
    const { options } = await ask(one.sAMAccountName)
    assert.deepEqual(options['allowCredentials'], [])
    await assert.rejects(portal.get(options), /NotAllowedError/)
  })
})

suite('a thief', () => {
  beforeEach(() => arrive(elsewhere))

  test('who copied the authenticator is found by its counter, and the passkey works for nobody', async () => {
    const one = await aPerson()
    await signIn(one)
    const hers = await authenticators.plugIn('usb')
    await enrol('Key')
    const [copied = assert.fail('nothing to copy')] = await hers.passkeys()
    assert.equal(await reset(one), 'choosing')
    const [original = assert.fail('it is gone')] = await hers.passkeys()
    assert.ok(original.signCount > copied.signCount)
    await hers.pullOut()
    const his = await authenticators.plugIn('usb')
    await his.implant(copied)
    assert.equal(await reset(one), 'proving')
    await his.pullOut()
    await (await authenticators.plugIn('usb')).implant(original)
    assert.equal(await reset(one), 'proving')
    assert.deepEqual((await whyNot()).slice(-2), ['cloned', 'cloned'])
  })

  test('who has an answer that was given proves nothing by it', async () => {
    const one = await aPerson()
    await signIn(one)
    await authenticators.plugIn('internal')
    await enrol('Laptop')
    const { options } = await ask(one.sAMAccountName)
    const { text } = await portal.get(options)
    assert.equal(await prove(text), 'choosing')
    await ask(one.sAMAccountName)
    assert.equal(await prove(text), 'proving')
  })

  test('who has a passkey of her own here proves nothing for others, or for nobody', async () => {
    const [victim, mallory] = [await aPerson(), await aPerson()]
    await authenticators.plugIn('internal')
    await signIn(mallory)
    await enrol('Laptop')
    assert.equal(await reset(victim), 'proving')
    assert.equal(await reset({ ...victim, sAMAccountName: 'nobody-of-that-name' }), 'proving')
    assert.equal(await reset(mallory), 'choosing')
  })
})

for (const [type, alg] of [
  ['es256', -7],
  ['eddsa', -8],
] as const) {
  test(`what Chromium’s authenticator made (${type}), and the server took, libfido2 takes as well`, async () => {
    await arrive(elsewhere)
    const one = await aPerson()
    await signIn(one)
    await authenticators.plugIn('usb')
    const { id, options } = await offer()
    const pubKeyCredParams = [{ alg, type: 'public-key' }]
    // Nobody asked for the attestation here; the server checks what it says all the same.
    const made = await portal.create({ ...options, pubKeyCredParams, attestation: 'direct' })
    await portal.must('person.confirm-factor', { factor: 'passkey', id, answer: made.text, name: 'Key' })
    const entries = await world.audit()
    assert.equal(entries.findLast((one) => one.type === 'factor.enrolled')?.facts['attestation'], 'packed')
    const rpId = new URL(world.server.url).hostname
    const key = { type, pem: takenByLibfido2(rpId, made.response, type) }

    const challenge = await ask(one.sAMAccountName)
    const said = await portal.get(challenge.options)
    assert.equal(await prove(said.text), 'choosing')
    assert.equal(assertionTakenByLibfido2(rpId, said.response, key), true)
    const other = { ...said.response, clientDataJSON: made.response['clientDataJSON'] ?? '' }
    assert.equal(assertionTakenByLibfido2(rpId, other, key), false)
  })
}
