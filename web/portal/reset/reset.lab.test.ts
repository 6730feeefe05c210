import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Visitor } from '../../mock/visitor.ts'
import { visits } from '../testing/visits.ts'

const launch = 'abcdefghijklmnopqrstuv'
const good = 'A river under the old bridge 7'

suite('resetting a password with nothing but a keyboard', () => {
  let anna: Visitor

  visits((visitor) => void (anna = visitor))

  const by = (role: 'button' | 'link' | 'textbox', name: string | RegExp) =>
    anna.page.getByRole(role, { name })

  async function push(target: ReturnType<typeof by>) {
    await anna.reach(target)
    await anna.press('Enter')
  }
  async function sayWho(name: string) {
    await anna.type(by('textbox', 'Your user name or e-mail address'), name)
    await anna.press('Enter')
    await anna.heading('Prove that it is you')
  }
  async function proveByApp(code = '123456') {
    await anna.type(by('textbox', 'Digit 1 of 6'), code)
    await anna.press('Enter')
  }
  async function choose(password: string) {
    await anna.type(by('textbox', 'New password'), password)
    await anna.press('Enter')
  }

  test('from the first page to a computer that knows the new password', async () => {
    await anna.page.goto(`/?launch=${launch}`)
    await push(by('link', /I forgot my password/))
    await anna.heading('Who are you?')
    await sayWho('anna')
    await anna.page.getByText('For the computer LAPTOP-7').waitFor()
    await proveByApp()
    await anna.heading('Choose a new password')
    await choose(good)
    await anna.heading('Your new password is set')
    await anna.page.getByText('LAPTOP-7 is learning the new password').waitFor()
    await anna.page.getByText('LAPTOP-7 knows the new password').waitFor()
    await anna.page.getByText('a•••@corp.example').waitFor()
  })

  test('who was sent the link of somebody else’s computer reads which one will learn her password', async () => {
    const stop = anna.page.getByText('If that is not the computer in front of you, stop.')
    await anna.page.goto(`/reset?launch=${launch}`)
    await sayWho('anna')
    await proveByApp()
    await anna.heading('Choose a new password')
    await anna.page.getByText('LAPTOP-7 will learn this password.').waitFor()
    await stop.waitFor()
  })

  test('from not knowing why to an unlocked account, proving it once', async () => {
    await anna.page.goto(`/?launch=${launch}`)
    await push(by('link', /I do not know why I cannot log on/))
    await anna.heading('Who cannot log on?')
    await sayWho('locked')
    await anna.page.getByText('You ask why locked cannot log on.').waitFor()
    await proveByApp()
    await anna.heading('This keeps you from logging on')
    await anna.page.getByText('Your account is locked').waitFor()
    await anna.accessible()
    await push(by('button', 'Unlock it now'))
    await anna.heading('Unlock your account')
    assert.equal(new URL(anna.page.url()).pathname, '/unlock')
    await push(by('button', 'Unlock now'))
    await anna.heading('Your account is unlocked')
  })

  test('what she was told is gone from the screen when she is done, for whoever comes after her', async () => {
    await anna.page.goto('/why')
    await sayWho('off')
    await proveByApp()
    await anna.page.getByText('Your account is switched off').waitFor()
    await push(by('button', 'Done'))
    await anna.heading('What do you need?')
    await anna.page.goto('/why')
    await anna.page.getByRole('heading', { level: 1 }).waitFor()
    assert.equal(await anna.page.getByText('switched off').count(), 0)
  })

  test('at no computer, none is named', async () => {
    await anna.page.goto('/reset')
    await sayWho('anna')
    await proveByApp()
    await anna.heading('Choose a new password')
    assert.equal(await anna.page.getByText(/will learn this password/).count(), 0)
  })

  test('a wrong code is said aloud, the digits are empty again, and the focus is on the first', async () => {
    await anna.page.goto('/reset')
    await sayWho('anna')
    await proveByApp('111111')
    const alert = anna.page.getByRole('alert')
    await alert.filter({ hasText: 'That was not right' }).waitFor()
    assert.equal(await by('textbox', 'Digit 6 of 6').inputValue(), '')
    await anna.page.keyboard.type('123456')
    await anna.press('Enter')
    await anna.heading('Choose a new password')
  })

  test('a code can be pasted with the gap that the app shows in it', async () => {
    await anna.page.goto('/reset')
    await sayWho('anna')
    await anna.reach(by('textbox', 'Digit 1 of 6'))
    await anna.page.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', '123 456\n')
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
    })
    await anna.press('Enter')
    await anna.heading('Choose a new password')
  })

  test('a mistyped name costs her nothing: the computer in front of her waits for the right one', async () => {
    await anna.page.goto(`/reset?launch=${launch}`)
    await sayWho('amna')
    await anna.page.getByText('You are resetting the account amna.').waitFor()
    // Had the server not heard that she left, the right name would find the computer taken.
    const leaving = '**/api/reset/cancel'
    await anna.page.route(leaving, (route) => route.fulfill({ status: 503, body: '' }))
    await push(by('button', 'Not you? Use another name'))
    await anna.page.getByRole('alert').filter({ hasText: 'No answer came from the server' }).waitFor()
    await anna.page.unroute(leaving)
    await push(by('button', 'Not you? Use another name'))
    await anna.heading('Who are you?')
    await sayWho('anna')
    await anna.page.getByText('For the computer LAPTOP-7').waitFor()
  })

  test('whoever turns to an unlock midway takes the computer in front of her along', async () => {
    await anna.page.goto(`/reset?launch=${launch}`)
    await sayWho('anna')
    await anna.page.getByText('For the computer LAPTOP-7').waitFor()
    await anna.page.goto(`/unlock?launch=${launch}`)
    await sayWho('anna')
    await anna.page.getByText('For the computer LAPTOP-7').waitFor()
    await anna.heading('Prove that it is you')
  })

  test('somebody without a phone takes a recovery code, and back leads back', async () => {
    await anna.page.goto('/reset')
    await sayWho('anna')
    await push(by('link', 'Use something else'))
    await anna.heading('What do you have at hand?')
    await anna.page.goBack()
    await anna.heading('Prove that it is you')
    await anna.page.goForward()
    await push(by('link', /Recovery code/))
    await anna.type(by('textbox', 'Recovery code'), 'GOOD-GOOD-GOOD')
    await anna.press('Enter')
    await anna.heading('Choose a new password')
  })

  test('two proofs of different kinds, where the policy wants them', async () => {
    await anna.page.goto('/reset')
    await sayWho('two')
    await proveByApp()
    await anna.heading('One more proof, please')
    await anna.type(by('textbox', 'Recovery code'), 'GOOD-GOOD-GOOD')
    await anna.press('Enter')
    await anna.heading('Choose a new password')
  })

  test('the rules tick off while typing, and a password that breaks one is not sent', async () => {
    await anna.page.goto('/reset')
    await sayWho('anna')
    await proveByApp()
    await anna.heading('Choose a new password')
    await choose('a river under the bridge')
    await anna.page.getByText('One of the rules is not met yet').waitFor()
    await anna.page.getByText('5 of 6 rules met').waitFor()
    await anna.page.keyboard.type(' 7 A')
    await anna.page.getByText('6 of 6 rules met').waitFor()
    await anna.press('Enter')
    await anna.heading('Your new password is set')
  })

  test('a pasted password that is too long is not cut off in silence', async () => {
    await anna.page.goto('/reset')
    await sayWho('anna')
    await proveByApp()
    await by('textbox', 'New password').fill('Long river 7 '.repeat(20))
    await anna.page.getByText('not have more than 256 characters').waitFor()
  })

  test('a password from the history is refused in words, and the next one is taken', async () => {
    await anna.page.goto('/reset')
    await sayWho('anna')
    await proveByApp()
    await anna.heading('Choose a new password')
    await choose('A river from before 7')
    const alert = anna.page.getByRole('alert')
    await alert.filter({ hasText: 'You used this password before' }).waitFor()
    await anna.press('Control+A')
    await anna.page.keyboard.type(good)
    await anna.press('Enter')
    await anna.heading('Your new password is set')
  })

  test('a reset that stopped half way says that the old password is gone, and goes on', async () => {
    await anna.page.goto('/reset')
    await sayWho('half')
    await proveByApp()
    await anna.heading('Choose a new password')
    await choose(good)
    await anna.heading('Your old password no longer works; choose a new one now')
    await anna.page.reload()
    await choose('Another river under the bridge 8')
    await anna.heading('Your new password is set')
  })

  test('a directory that does not answer is neither success nor failure, and the page waits for the truth', async () => {
    await anna.page.goto('/reset')
    await sayWho('slow')
    await proveByApp()
    await anna.heading('Choose a new password')
    await choose(good)
    await anna.heading('Not yet known')
    await anna.heading('Your new password is set')
  })

  test('reload and back at every step lead to where the person is', async () => {
    await anna.page.goto('/')
    await push(by('link', /I forgot my password/))
    await sayWho('anna')
    await anna.page.reload()
    await proveByApp()
    await anna.heading('Choose a new password')
    await anna.page.reload()
    await anna.page.getByRole('heading', { name: 'Choose a new password' }).waitFor()
    await anna.page.goBack()
    await anna.heading('What do you need?')
    await anna.page.goForward()
    await anna.heading('Choose a new password')
  })

  test('a reset whose time is up has a way on', async () => {
    await anna.page.goto(`/reset?launch=${launch}`)
    await sayWho('late')
    await proveByApp()
    await anna.heading('Your time on this page is over')
    await anna.page.getByText('The computer where you began waits no longer.').waitFor()
    await push(by('button', 'Start again'))
    await anna.heading('Who are you?')
    assert.equal(new URL(anna.page.url()).pathname, '/reset')
  })

  test('too many tries are told with how long to wait', async () => {
    await anna.page.goto('/reset')
    await sayWho('flood')
    await proveByApp()
    await anna.page.getByRole('alert').filter({ hasText: 'Try again in 5 minutes.' }).waitFor()
  })

  test('a locked account is unlocked, and an unlocked one is not said to be', async () => {
    await anna.page.goto('/unlock')
    await sayWho('locked')
    await proveByApp()
    await anna.heading('Unlock your account')
    await push(by('button', 'Unlock now'))
    await anna.heading('Your account is unlocked')
    await push(by('button', 'Start anew, for another account'))
    await sayWho('anna')
    await proveByApp()
    await anna.heading('Your account is not locked')
  })

  test('whoever finds her account unlocked chooses a new password for the computer in front of her', async () => {
    await anna.page.goto(`/unlock?launch=${launch}`)
    await push(anna.page.getByRole('link', { name: 'To the start page', exact: true }))
    await push(by('link', 'Corp Example, to the start page'))
    await push(by('link', /My account is locked/))
    await sayWho('anna')
    await proveByApp()
    await push(by('link', /new password/))
    await anna.heading('Who are you?')
    assert.ok(anna.page.url().endsWith(`/reset?launch=${launch}`))
    await sayWho('anna')
    await anna.page.getByText('For the computer LAPTOP-7').waitFor()
  })
})
