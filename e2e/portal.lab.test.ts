/** The portal's pages before the real server, in Chromium on the lab's machines: TLS by the lab's CA, no check switched off. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { scan } from './portal/phone.ts'
import { begin, bySlip, nameField, signIn, slip, stays } from './portal/steps.ts'
import { visit, type Visitor } from './portal/visitor.ts'
import { startWorld, type LabBrowser, type World } from './world/index.ts'

let world: World
/** Somebody's phone at home, and a computer in the office. */
let phone: LabBrowser
let office: LabBrowser

before(async () => {
  world = await startWorld({ hosts: ['mail', 'office1', 'internet'] })
  phone = await world.browser('internet')
  office = await world.browser('office1', { size: { width: 1280, height: 900 } })
})
after(() => world[Symbol.asyncDispose]())

const helpDesk = 'the help desk, telephone 4711'
const wrongDigits = '000000'

/** Opens a page of the portal as it is for everyone who comes for the first time. */
async function open(path: string, browser = phone): Promise<Visitor> {
  const visitor = await visit(browser, world.server.url)
  await visitor.page.goto(`${world.server.url}${path}`)
  return visitor
}

suite('at a locked screen', () => {
  test('she resets her password by her app, with a slip on the way, and finds it in her activity', async () => {
    const one = await world.newcomer({ givenName: 'Anna', sn: 'Berg' })
    await using her = await open('/')
    await her.sees('What do you need?')
    assert.equal(await her.page.title(), 'What do you need? · Corp Example')
    await her.press(/^I forgot my password/)
    await her.press('Next')
    await her.says('Type your user name or e-mail address.')
    await her.sees('Who are you?')
    await begin(her, one)
    await her.sees('Prove that it is you')
    await her.digits(wrongDigits)
    await her.says('That was not right. Check it and try again.')
    await her.sees('Prove that it is you')
    await stays(her, 'Prove that it is you')
    await her.digits(await one.freshCode())
    await her.says('Hello Anna Berg.')
    assert.equal(await her.page.getByText('may not be changed').count(), 0)
    await her.sees('Choose a new password')
    await stays(her, 'Choose a new password')
    await her.send('New password', 'short')
    await her.says('One of the rules is not met yet. See the list below.')
    await her.sees('Choose a new password')
    await her.send('New password', 'A river under the old bridge 7')
    await her.says(/A notice went to .+•••@/)
    await her.sees('Your new password is set')
    assert.equal(await world.letsIn(one.person, 'A river under the old bridge 7'), true)
    assert.equal(await world.letsIn(one.person, one.person.password), false)
    await her.page.goto(`${world.server.url}/activity`)
    await her.sees('Sign in')
    await signIn(her, one.person.upn, 'A river under the old bridge 7')
    await her.says('Your password was reset')
    await her.says('Proof of who you are was wrong')
    await her.says('from 198.51.100.1')
    await her.sees('Your recent activity')
  })

  test('she resets it by a recovery code, which works once; with none of these she reads whom to call', async () => {
    const one = await world.newcomer()
    await using her = await open('/reset')
    await begin(her, one)
    await her.press('Use something else')
    await her.says('I have none of these')
    await her.says(`Call ${helpDesk}.`)
    await her.sees('What do you have at hand?')
    await her.press(/^Recovery code/)
    await her.field('Recovery code').waitFor()
    await her.sees('Prove that it is you')
    await her.send('Recovery code', slip(one))
    await her.send('New password', 'Quiet-Meadow-51')
    await her.page.getByRole('heading', { name: 'Your new password is set' }).waitFor()
    assert.equal(await world.letsIn(one.person, 'Quiet-Meadow-51'), true)
    await her.press('Start anew, for another account')
    await begin(her, one)
    await bySlip(her, one)
    await her.says('That was not right. Check it and try again.')
  })

  test('after too many wrong answers it ends, and she reads whom to call', async () => {
    const one = await world.newcomer()
    await using her = await open('/reset')
    await begin(her, one)
    for (let tries = 1; tries <= 6; tries++) {
      const answered = her.page.waitForResponse(/\/api\/reset\/proof$/)
      await her.digits(wrongDigits)
      await answered
    }
    await her.says(`Call ${helpDesk}.`)
    await her.sees('This was ended')
    await her.press('Start again')
    await her.page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  })

  test('a locked person unlocks her account and keeps her password', async () => {
    const one = await world.newcomer({ givenName: 'Louise', sn: 'Martin' })
    await world.lockOut(one.person)
    await using her = await open('/unlock')
    await her.sees('Whose account is locked?')
    await begin(her, one)
    await bySlip(her, one)
    await her.sees('Unlock your account')
    await stays(her, 'Unlock your account')
    await her.press('Unlock now')
    await her.sees('Your account is unlocked')
    assert.equal(await world.letsIn(one.person, one.person.password), true)
  })

  test('who is not locked reads that it may be the password', async () => {
    const one = await world.newcomer()
    await using her = await open('/unlock')
    await begin(her, one)
    await bySlip(her, one)
    await her.sees('Your account is not locked')
  })

  test('a password that she had before is refused by the DC, half way: she reads what that means, and ends it', async () => {
    const one = await world.newcomer()
    await using her = await open('/reset')
    await begin(her, one)
    await bySlip(her, one)
    await her.send('New password', one.person.password)
    const half = 'Your old password no longer works; choose a new one now'
    await her.says('You used this password before. Choose one that you have not had yet.')
    await her.sees(half)
    assert.equal(await her.page.getByText('Nothing was changed.').count(), 0)
    await stays(her, half)
    await her.send('New password', 'Quiet-Meadow-52')
    await her.page.getByRole('heading', { name: 'Your new password is set' }).waitFor()
    assert.equal(await world.letsIn(one.person, 'Quiet-Meadow-52'), true)
  })

  test('she reads it all in German', async () => {
    const one = await world.newcomer({ givenName: 'Jörg', sn: 'Weiß' })
    await using her = await open('/')
    await her.page.getByLabel('Language').selectOption('de')
    await her.sees('Was brauchen Sie?')
    await her.press(/^Ich habe mein Passwort vergessen/)
    await her.sees('Wer sind Sie?')
    await her.page.locator('input[name=username]').fill(one.person.upn)
    await her.page.keyboard.press('Enter')
    await her.page.locator('.kt-code').waitFor()
    await her.page.goto(`${world.server.url}/reset?way=choose`)
    await her.says(`Rufen Sie an: ${helpDesk}.`)
    await her.sees('Was haben Sie zur Hand?')
    await her.press(/^Notfallcode/)
    await her.send('Notfallcode', slip(one))
    await her.says('Jörg Weiß')
    await her.sees('Wählen Sie ein neues Passwort')
    await her.send('Neues Passwort', 'Über den Wolken 2026')
    await her.sees('Ihr neues Passwort ist gesetzt')
    assert.equal(await her.page.locator('html').getAttribute('lang'), 'de')
    assert.equal(await world.letsIn(one.person, 'Über den Wolken 2026'), true)
  })
})

suite('with the password that she knows', () => {
  test('she enrols an app by its picture, saves codes that are shown once, and removes the app', async () => {
    const [person] = await world.lab.createPeople([{ givenName: 'Nina', sn: 'New' }])
    await using her = await open('/sign-in', office)
    await signIn(her, person.upn, person.password)
    await her.says('You have nothing set up yet')
    await her.sees('How you prove who you are')
    await her.press('Set up a proof')
    await her.sees('Set up an authenticator app')
    const app = await scan(her.page.getByRole('img', { name: /QR code/ }))
    assert.equal(app.issuer, 'Corp Example')
    await her.digits(wrongDigits)
    await her.says(/These digits were not right/)
    await her.sees('Set up an authenticator app')
    await her.digits(app.generate())
    await her.sees('Make recovery codes')
    await her.press('Make the codes')
    await her.sees('Your recovery codes')
    const codes = await her.page
      .getByRole('list', { name: 'Recovery codes' })
      .getByRole('listitem')
      .allInnerTexts()
    assert.equal(codes.length, 10)
    await her.page.reload()
    await her.page.getByRole('heading', { name: 'Make recovery codes' }).waitFor()
    assert.equal(await her.page.getByText(codes[0] ?? assert.fail()).count(), 0)
    await her.page.goto(`${world.server.url}/me`)
    await her.says('10 recovery codes left')
    await her.sees('How you prove who you are')
    await her.press('Sign out')
    await her.page.goto(`${world.server.url}/me`)
    await signIn(her, person.upn, person.password)
    await her.sees('Prove that it is you')
    await her.press('Use something else')
    await her.press(/^Recovery code/)
    await her.send('Recovery code', codes[0] ?? assert.fail())
    await her.press('Remove My phone')
    await her.sees('Remove My phone?')
    await her.press('Yes, remove it')
    await her.says('9 recovery codes left')
    assert.equal(await her.page.getByText('My phone').count(), 0)
    await her.page.goto(`${world.server.url}/activity`)
    await her.says('A proof was removed')
    await her.says('A proof was set up')
  })

  test('a wrong password is refused in words that tell a stranger nothing', async () => {
    const [person] = await world.lab.createPeople([{}])
    await using her = await open('/sign-in', office)
    await signIn(her, person.upn, 'Not-My-Password-1')
    await her.says('Name and password do not fit together, or you cannot sign in right now.')
    await her.sees('Sign in')
  })

  for (const state of ['normal', 'password-expired', 'must-change'] as const) {
    test(`she changes it (${state})`, async () => {
      const [person] = await world.lab.createPeople([{ state }])
      await using her = await open('/me', office)
      await signIn(her, person.upn, person.password)
      await her.page.getByRole('heading', { name: 'How you prove who you are' }).waitFor()
      const told = her.page.getByText('Your password must be changed before you can use it elsewhere.')
      assert.equal(await told.count(), state === 'normal' ? 0 : 1)
      await her.sees('How you prove who you are')
      await her.press('Change your password')
      await her.field('New password').waitFor()
      await her.says(/younger than/)
      await her.sees('Change your password')
      await her.field('Current password').fill(person.password)
      await her.send('New password', 'Changed-Garden-51')
      await her.sees('Your password is changed')
      assert.equal(await world.letsIn(person, 'Changed-Garden-51'), true)
    })
  }

  test('she reads why a change is refused: the old one was wrong; it is too young', async () => {
    const [person] = await world.lab.createPeople([{}])
    await using her = await open('/change', office)
    await signIn(her, person.upn, person.password)
    await her.send('New password', 'Changed-Garden-52')
    await her.page.getByRole('heading', { name: 'Your password is changed' }).waitFor()
    await her.page.goto(`${world.server.url}/change`)
    await her.field('Current password').fill('Not-My-Old-One-1')
    await her.send('New password', 'Changed-Garden-53')
    await her.says('The current password was not right.')
    await her.field('Current password').fill('Changed-Garden-52')
    await her.send('New password', 'Changed-Garden-53')
    await her.says(/changed so recently/)
    await her.sees('Change your password')
  })
})

test('twenty minutes later a reset has ended, whoever signed in is signed out, and a new reset begins', async () => {
  const one = await world.newcomer()
  await using proving = await open('/reset')
  await begin(proving, one)
  await using signedIn = await open('/activity', office)
  await signIn(signedIn, one.person.upn, one.person.password)
  await signedIn.says('You signed in here')
  await world.server.stop()
  const [library = assert.fail('libfaketime is not installed')] = globSync(
    '/usr/lib/*/faketime/libfaketime.so.1',
  )
  await world.server.start([
    'env',
    `LD_PRELOAD=${library}`,
    'FAKETIME=+20m',
    'FAKETIME_DONT_FAKE_MONOTONIC=1',
  ])
  await proving.digits(wrongDigits)
  await proving.says('This took longer than 15 minutes, so it was ended for your safety.')
  await proving.sees('This was ended')
  await proving.press('Start again')
  await begin(proving, one)
  await signedIn.page.reload()
  await signedIn.sees('Sign in')
})

test('without a domain controller she reads that nothing was changed, and whom to call', async () => {
  await using her = await open('/reset')
  await world.lab.link('dc1').down()
  await her.send(nameField, 'alice')
  await her.says(/The company directory cannot be reached right now/)
  await her.says(`If it stays like this, call ${helpDesk}.`)
  await her.sees('Who are you?')
  await her.page.goto(`${world.server.url}/no-such-page`)
  await her.sees('This page does not exist')
})
