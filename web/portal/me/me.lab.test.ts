import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { currentPassword } from '../../mock/people.ts'
import type { Visitor } from '../../mock/visitor.ts'
import { visits } from '../testing/visits.ts'

suite('a person who signed in, with nothing but a keyboard', () => {
  let anna: Visitor

  visits((visitor) => void (anna = visitor))

  const by = (role: 'button' | 'link' | 'textbox' | 'list', name: string | RegExp) =>
    anna.page.getByRole(role, { name })

  async function signIn(path: string, name = 'anna', password = currentPassword) {
    await anna.page.goto(path)
    await anna.type(by('textbox', 'Your user name or e-mail address'), name)
    await anna.type(by('textbox', 'Current password'), password)
    await anna.press('Enter')
  }
  async function press(role: 'button' | 'link', name: string | RegExp) {
    await anna.reach(by(role, name))
    await anna.press('Enter')
  }

  test('sets up an app by its key, proves a code, and saves recovery codes', async () => {
    await signIn('/sign-in', 'new')
    await anna.heading('How you prove who you are')
    await press('link', 'Set up a proof')
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
    await anna.heading('What do you have at hand?')
    await press('button', /^Recovery code/)
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

  test('sets up her telephone by the code that goes there', async () => {
    await signIn('/me/add', 'chooser')
    await press('link', /^Codes by text message/)
    await anna.heading('Set up your mobile phone')
    await anna.type(by('textbox', 'Your mobile number'), '+49 151 2345678')
    await anna.press('Enter')
    await anna.page.getByText('A code is on its way to +49 ••• 678.').waitFor()
    await anna.page.keyboard.type('654321')
    await anna.press('Enter')
    await anna.heading('Make recovery codes')
  })

  test('gives a proof another name', async () => {
    await signIn('/me', 'rich')
    await press('link', 'Rename My phone')
    await anna.heading('Another name for My phone')
    await anna.reach(by('textbox', 'Name it, so that you know it again'))
    await anna.press('Control+A')
    await anna.page.keyboard.type('The old telephone')
    await anna.press('Enter')
    await anna.page.getByText('The old telephone').waitFor()
  })

  test('confirms who one person is, refuses another, and then nobody may ask her', async () => {
    await signIn('/approvals', 'asked')
    await anna.page.getByText('Ben Sommer (ben) asks you').waitFor()
    await press('button', 'Yes, it is Ben Sommer')
    await anna.heading('Confirm who somebody is')
    await anna.page.getByText('You confirmed that it is Ben Sommer.').waitFor()
    await press('button', 'No, or I am not sure')
    await anna.page.getByText('You did not confirm it.').waitFor()
    await press('button', 'Do not ask me for 8 hours')
    await by('button', 'Let people ask me again').waitFor()
  })

  test('stops somebody else from what she reads, after being asked once more, and is told whom to call', async () => {
    await signIn('/activity')
    await press('button', 'It was not me: freeze my proofs')
    await anna.heading('Freeze all of your proofs now?')
    await press('button', 'Yes, freeze them')
    await anna.heading('It is stopped')
    await anna.page.goto('/me')
    await by('button', 'Sign in').waitFor()
  })

  test('stops somebody else by the code of a notice, without a password', async () => {
    await anna.page.goto('/not-me')
    await anna.type(by('textbox', 'Code from the notice'), 'GOOD-NOTICE')
    await anna.press('Enter')
    await anna.heading('It is stopped')
  })

  test('after the deadline sets something up before anything else', async () => {
    await signIn('/activity', 'late')
    await anna.heading('First set up a proof')
    await press('link', 'Set up a proof')
    await anna.heading('What do you want to set up?')
  })

  test('reads what happened, and signs out for good', async () => {
    await signIn('/activity')
    await anna.heading('Your recent activity')
    await anna.page.getByText('A computer knows the new password').waitFor()
    const stale = anna.page.getByRole('listitem').filter({ hasText: 'does not know the new password yet' })
    await stale.getByText('Its connection to the company network did not open.').waitFor()
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
