import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Visitor } from '../../mock/visitor.ts'
import { visits } from '../testing/visits.ts'

const good = 'A river under the old bridge 7'

suite('choosing a new password', () => {
  let anna: Visitor

  visits(async (visitor) => {
    anna = visitor
    await anna.page.goto('/reset')
    await anna.type(by('textbox', 'Your user name or e-mail address'), 'anna')
    await anna.press('Enter')
    await anna.type(by('textbox', 'Digit 1 of 6'), '123456')
    await anna.press('Enter')
    await anna.heading('Choose a new password')
  })

  const by = (role: 'button' | 'textbox', name: string) => anna.page.getByRole(role, { name })

  test('words that stand against a password are told by kind while typing: hers in the page, the house’s by the server', async () => {
    const field = by('textbox', 'New password')
    await field.fill('Der 3inkauf ist weit weg')
    await anna.page.getByText('contains your department, company, town or office').waitFor()
    await field.fill('Passw0rt-2026!')
    await anna.page.getByText('a word that everybody tries first').waitFor()
    await anna.press('Enter')
    await anna.page.getByText('One of the rules is not met yet').waitFor()
    await field.fill('F@lc0n-1234567')
    await anna.page.getByText('that your company does not allow').waitFor()
    await field.fill('Short-1')
    await anna.page.getByText('How hard it is to guess: very easy').waitFor()
    await anna.accessible()
    await field.fill(good)
    await anna.page.getByText('How hard it is to guess: very hard').waitFor()
    await anna.page.getByText('6 of 6 rules met').waitFor()
    await anna.accessible()
  })

  test('a longer password lives longer, and the page says so while typing', async () => {
    await anna.page.getByText('From 25 characters on a password is good for 730 days.').waitFor()
    await anna.type(by('textbox', 'New password'), 'A river under a bridge 7')
    await anna.page.getByText('This one is good for 365 days.').waitFor()
    await anna.page.keyboard.type('!')
    await anna.page.getByText('This one is good for 730 days.').waitFor()
  })

  test('a suggestion is drawn, shown and can be sent with nothing but the keyboard', async () => {
    await anna.reach(by('button', 'Suggest one'))
    await anna.press('Enter')
    const field = by('textbox', 'New password')
    await anna.page.getByText('Chosen by lot').waitFor()
    assert.equal(await field.inputValue(), 'Wound-Catalyst-Fox-Yippee')
    assert.equal(await field.getAttribute('type'), 'text')
    await by('button', 'Suggest another one').click()
    await anna.page.getByText('Suggested: Absolve-Frame-Voicing-Zips').waitFor()
    await anna.page.getByText('6 of 6 rules met').waitFor({ state: 'attached' })
    await anna.accessible()
    await anna.reach(by('button', 'Set the new password'))
    await anna.press('Enter')
    await anna.heading('Your new password is set')
  })
})
