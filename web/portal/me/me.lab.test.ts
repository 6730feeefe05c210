import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, suite, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { currentPassword } from '../../mock/people.ts'
import { serveBuilt } from '../../mock/serve.ts'
import { openBrowser, visit, type Visitor } from '../../mock/visitor.ts'

suite('a person who signed in, with nothing but a keyboard', () => {
  let site: Awaited<ReturnType<typeof serveBuilt>>
  let browser: Browser
  let anna: Visitor

  before(async () => {
    site = await serveBuilt()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    anna = await visit(browser, site.origin)
  })
  afterEach(async () => {
    assert.deepEqual(anna.complaints, [], 'the browser had nothing to complain of')
    await anna[Symbol.asyncDispose]()
  })

  const by = (role: 'button' | 'link' | 'textbox' | 'list', name: string | RegExp) =>
    anna.page.getByRole(role, { name })

  async function signIn(path: string, name = 'anna', password = currentPassword) {
    await anna.page.goto(path)
    await anna.type(by('textbox', 'Your user name or e-mail address'), name)
    await anna.type(by('textbox', 'Current password'), password)
    await anna.press('Enter')
  }
  async function press(role: 'button' | 'link', name: string) {
    await anna.reach(by(role, name))
    await anna.press('Enter')
  }

  test('sets up an app by its key, proves a code, and saves recovery codes', async () => {
    await signIn('/sign-in', 'new')
    await anna.heading('How you prove who you are')
    await press('link', 'Set up an authenticator app')
    await anna.page.getByRole('img', { name: /QR code/ }).waitFor()
    await anna.page.getByText('JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP').waitFor()
    await anna.type(by('textbox', 'Digit 1 of 6'), '999999')
    await anna.press('Enter')
    await anna.page.getByRole('alert').filter({ hasText: 'Wait for the next ones' }).waitFor()
    await anna.page.keyboard.type('123456')
    await anna.press('Enter')
    await anna.heading('Make recovery codes')
    await press('button', 'Make the codes')
    await anna.heading('Your recovery codes')
    assert.equal(await by('list', 'Recovery codes').getByRole('listitem').count(), 10)
    await press('link', 'I have saved them')
    await anna.heading('How you prove who you are')
    await anna.page.getByText('10 recovery codes left').waitFor()
  })

  test('with proofs set up, changing them asks for one first, and removing asks once more', async () => {
    await signIn('/me')
    await anna.heading('Prove that it is you')
    await anna.type(by('textbox', 'Digit 1 of 6'), '000000')
    await anna.press('Enter')
    await anna.page.getByRole('alert').filter({ hasText: 'That was not right' }).waitFor()
    await press('button', 'Use something else')
    await anna.type(by('textbox', 'Recovery code'), 'GOOD-GOOD-GOOD')
    await anna.press('Enter')
    await anna.heading('How you prove who you are')
    await press('link', 'Remove My phone')
    await anna.heading('Remove My phone?')
    await press('button', 'Yes, remove it')
    await anna.heading('How you prove who you are')
    assert.equal(await by('link', 'Remove My phone').count(), 0)
  })

  test('a wrong password is refused without saying what was wrong', async () => {
    await signIn('/activity', 'anna', 'not it')
    const alert = anna.page.getByRole('alert')
    await alert.filter({ hasText: 'Name and password do not fit together' }).waitFor()
  })

  test('changing a known password asks for the old one once; after a reload, for it again', async () => {
    await signIn('/change')
    await anna.heading('Change your password')
    assert.equal(await by('textbox', 'Current password').count(), 0)
    await anna.page.reload()
    await anna.type(by('textbox', 'Current password'), currentPassword)
    await anna.type(by('textbox', 'New password'), 'A river under the old bridge 7')
    await anna.press('Enter')
    await anna.heading('Your password is changed')
  })

  test('a change that nobody answered is not called done', async () => {
    await signIn('/change')
    await anna.type(by('textbox', 'New password'), 'Here nobody answers 77')
    await anna.press('Enter')
    await anna.heading('It is not yet known whether your password was changed')
  })

  test('reads what happened, and signs out for good', async () => {
    await signIn('/activity')
    await anna.heading('Your recent activity')
    await anna.page.getByText('A computer knows the new password').waitFor()
    assert.equal(await anna.page.getByText('about to be set').count(), 0)
    await press('link', 'Set up how you prove who you are')
    await anna.type(by('textbox', 'Digit 1 of 6'), '123456')
    await anna.press('Enter')
    await press('button', 'Sign out')
    await anna.heading('What do you need?')
    await anna.page.goBack()
    await anna.heading('Sign in')
  })
})
