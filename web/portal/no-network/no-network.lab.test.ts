import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Visitor } from '../../mock/visitor.ts'
import { visits } from '../testing/visits.ts'

const challenge = '1ABC-DEFG-H012-3456-7WXY-Z62X'
const codeField = 'The code that your computer shows'

suite('a reset for a computer without a network, with nothing but a keyboard', () => {
  let anna: Visitor

  visits((visitor) => void (anna = visitor))

  const by = (role: 'button' | 'link' | 'textbox', name: string | RegExp) =>
    anna.page.getByRole(role, { name })

  async function sendCode(typed: string) {
    await anna.type(by('textbox', codeField), typed)
    await anna.press('Enter')
  }
  async function proveAndChoose(name: string) {
    await anna.heading('Who are you?')
    await anna.type(by('textbox', 'Your user name or e-mail address'), name)
    await anna.press('Enter')
    await anna.heading('Prove that it is you')
    await anna.type(by('textbox', 'Digit 1 of 6'), '123456')
    await anna.press('Enter')
    await anna.heading('Choose a new password')
  }
  async function choose() {
    await anna.type(by('textbox', 'New password'), 'A river under the old bridge 7')
    await anna.press('Enter')
    await anna.heading('Your new password is set')
  }

  test('from the first page to the answer, which is read aloud symbol by symbol', async () => {
    await anna.page.goto('/')
    await anna.reach(by('link', 'My computer has no network'))
    await anna.press('Enter')
    await anna.heading('Your computer has no network')
    await sendCode(challenge.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'))
    await proveAndChoose('anna')
    await anna.page.getByText('LAPTOP-9 will learn this password.').waitFor()
    await choose()
    await anna.page.getByRole('heading', { name: 'Now go to LAPTOP-9' }).waitFor()
    const code = anna.page.locator('.kt-answer-code')
    assert.match(await code.ariaSnapshot(), /The answer: G 4 C K, E P C M, V 3 S 4, B G M 8/)
    await anna.page.reload()
    await code.waitFor()
  })

  test('a picture that the phone’s camera read fills the code in, and it leaves the address', async () => {
    await anna.page.goto(`/no-network#${challenge}`)
    assert.equal(await by('textbox', codeField).inputValue(), challenge)
    assert.equal(new URL(anna.page.url()).hash, '')
    await anna.reach(by('button', 'Next'))
    await anna.press('Enter')
    await proveAndChoose('anna')
    assert.equal(new URL(anna.page.url()).pathname, '/reset')
  })

  test('a slip is told at once, and nothing was sent', async () => {
    const sent: string[] = []
    anna.page.on('request', (request) => sent.push(request.method()))
    await anna.page.goto('/no-network')
    await sendCode(challenge.replace('H012', 'H021'))
    await anna.page.getByText('two changed places').waitFor()
    await anna.press('Control+A')
    await anna.page.keyboard.type('1ABC')
    await anna.press('Enter')
    await anna.page.getByText('Some are missing here').waitFor()
    assert.ok(sent.length > 0 && !sent.includes('POST'))
  })

  test('whose code is not known is told so before she chooses, and gets no answer', async () => {
    await anna.page.goto(`/no-network#${challenge}`)
    await anna.reach(by('button', 'Next'))
    await anna.press('Enter')
    await proveAndChoose('strange')
    await anna.page.getByText('Your computer will not learn this password').waitFor()
    await choose()
    assert.equal(await anna.page.locator('.kt-answer').count(), 0)
  })
})
