import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Visitor } from '../../mock/visitor.ts'
import { proving, signIn, withPasskeys } from '../testing/steps.ts'
import { visits } from '../testing/visits.ts'

suite('proving by whatever the person has, with nothing but a keyboard', () => {
  let anna: Visitor

  visits((visitor) => void (anna = visitor))

  const by = (role: 'button' | 'link' | 'textbox', name: string | RegExp) =>
    anna.page.getByRole(role, { name })
  const says = (text: string | RegExp) => anna.page.getByText(text).waitFor()
  const isProved = () => anna.heading('Choose a new password')

  async function press(role: 'button' | 'link', name: string | RegExp) {
    await anna.reach(by(role, name))
    await anna.press('Enter')
  }
  async function answer(name: string | RegExp, text: string) {
    await anna.type(by('textbox', name), text)
    await anna.press('Enter')
  }
  /** Every challenge that the page begins from now on. */
  function begun(): readonly string[] {
    const all: string[] = []
    anna.page.on('request', (request) => {
      if (request.url().endsWith('/challenge')) all.push(request.url())
    })
    return all
  }

  test('a passkey that she made while she was signed in proves it at the locked screen', async () => {
    await withPasskeys(anna)
    await signIn(anna, 'chooser', '/me/add')
    await press('link', /^A passkey/)
    await anna.heading('Set up a passkey')
    await press('button', 'Make a passkey')
    await anna.heading('Make recovery codes')
    await proving(anna, 'passkey')
    await press('button', 'Use my passkey')
    await isProved()
  })

  test('where there is no passkey she is told what else to do, and can try again', async () => {
    await withPasskeys(anna)
    await proving(anna, 'passkey')
    await press('button', 'Use my passkey')
    await anna.page.getByRole('alert').filter({ hasText: 'No passkey was used' }).waitFor()
    await anna.reach(by('button', 'Use my passkey'))
    await anna.reach(by('link', 'Use something else'))
  })

  test('a card is shown elsewhere, and what was seen is in no address afterwards', async () => {
    await proving(anna, 'smart-card')
    await press('button', 'Show my card')
    await isProved()
    assert.doesNotMatch(anna.page.url(), /GOOD-CARD/)
  })

  test('a card of somebody else is told to be wrong, at the way that she took, and so is one that is refused', async () => {
    await proving(anna, 'smart-card')
    for (const [seen, told] of [
      ['card=SOMEBODY-ELSES', 'That was not right. Check it and try again.'],
      ['card-refused=not-accepted', 'This card is not accepted here'],
    ] as const) {
      await anna.page.route('**/api/mock-card', (route) =>
        route.fulfill({ status: 303, headers: { location: `/reset#${seen}` } }),
      )
      await press('button', 'Show my card')
      await says(told)
      await anna.page.unroute('**/api/mock-card')
    }
    await press('button', 'Show my card')
    await isProved()
  })

  test('a wrong code by mail sends one new one, and the answer to that is not overtaken by another', async () => {
    const challenges = begun()
    await proving(anna, 'mail-code')
    await answer('Code by e-mail', '111 111')
    await says('A new code is on its way. Earlier ones no longer work.')
    await anna.page.getByRole('alert').filter({ hasText: 'That was not right' }).waitFor()
    const before = challenges.length
    await anna.page.keyboard.type('654 321')
    await anna.press('Enter')
    await isProved()
    assert.equal(challenges.length, before)
  })

  test('a sign-in service that asks twice gets two answers', async () => {
    await proving(anna, 'radius')
    await answer('Code of your sign-in service', 'first')
    await says('Type the code that your token shows now:')
    assert.equal(await by('textbox', 'Code of your sign-in service').inputValue(), '')
    await answer('Code of your sign-in service', 'second')
    await isProved()
  })

  test('her manager is asked, she tells the number, and the page goes on by itself', async () => {
    await proving(anna, 'manager-approval')
    await press('button', 'Ask my manager')
    await anna.page.getByText('47', { exact: true }).waitFor()
    await isProved()
  })

  test('a colleague is asked by name, and not without one', async () => {
    await proving(anna, 'colleague-approval')
    await press('button', 'Ask this colleague')
    await says('Type whom to ask.')
    await answer('Whom shall we ask?', 'ben')
    await isProved()
  })

  test('all questions are answered together, and the first one left out gets the focus', async () => {
    await proving(anna, 'questions')
    await answer(/street/, 'blue')
    const second = by('textbox', /dish/)
    await second.and(anna.page.locator('[aria-invalid=true]')).waitFor()
    assert.ok(await second.evaluate((element) => element === document.activeElement))
    await answer(/dish/, 'blue')
    await isProved()
  })

  test('what was wrong of one way is not said of the next', async () => {
    await proving(anna, 'token')
    await answer('Code from your token', '111111')
    await anna.page.getByRole('alert').waitFor()
    await press('link', 'Use something else')
    await press('link', /^Recovery code/)
    await by('textbox', 'Recovery code').waitFor()
    assert.equal(await anna.page.getByRole('alert').count(), 0)
  })
})
