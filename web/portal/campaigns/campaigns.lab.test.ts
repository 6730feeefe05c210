import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { currentPassword } from '../../mock/people.ts'
import type { Visitor } from '../../mock/visitor.ts'
import { builtPortal } from '../testing/visits.ts'

suite('an operator of a mass reset, with nothing but a keyboard', () => {
  const portal = builtPortal()

  const by = ({ page }: Visitor, role: 'button' | 'textbox', name: string | RegExp) =>
    page.getByRole(role, { name })
  async function signIn(visitor: Visitor, name: string) {
    await visitor.page.goto('/campaigns')
    await visitor.type(by(visitor, 'textbox', 'Your user name or e-mail address'), name)
    await visitor.type(by(visitor, 'textbox', 'Current password'), currentPassword)
    await visitor.press('Enter')
    await visitor.heading('Mass resets')
  }
  async function press(visitor: Visitor, name: string) {
    await visitor.reach(by(visitor, 'button', name))
    await visitor.press('Enter')
  }
  const alert = ({ page }: Visitor, text: string) => page.getByText(text).waitFor()

  test('reads the plan, is refused a wrong code, approves with a right one, and takes it back', async () => {
    await using otto = await portal.visit()
    await signIn(otto, 'operator')
    await press(otto, 'Read the plan friday-2026-11')
    await otto.heading('friday-2026-11')
    await otto.reach(otto.page.getByRole('region', { name: 'The plan' }))
    await otto.page.getByText('It reaches 5000 people.').waitFor()
    await otto.page.getByText('10 working days after her turn is disabled').waitFor()
    await press(otto, 'Approve this plan')
    await otto.heading('Prove that it is you')
    await otto.type(by(otto, 'textbox', 'Digit 1 of 6'), '999999')
    await otto.press('Enter')
    await alert(otto, 'That was not right')
    await otto.page.keyboard.type('123456')
    await otto.press('Enter')
    await otto.heading('Mass resets')
    await alert(otto, 'You have approved it, and you were the second.')
    await press(otto, 'Take back my approval of friday-2026-11')
    await alert(otto, 'Your approval is taken back.')
    assert.equal(await by(otto, 'button', /Take back/).count(), 0)
    assert.deepEqual(otto.complaints, [])
  })

  test('watches one that runs, and tries other waves without changing anything', async () => {
    await using otto = await portal.visit()
    await signIn(otto, 'operator')
    await otto.reach(by(otto, 'button', /See how far/))
    await otto.press('Enter')
    await otto.page.getByText('1,455 of 3,000 accounts in waves are done.').waitFor()
    await otto.page.getByText('By hand: 27 of 31 are signed off.').waitFor()
    await otto.page.getByRole('img', { name: /Accounts still to be done/ }).waitFor()
    await otto.page.getByText(/zoë.müller, anna.berger and 3 more/).waitFor()
    await press(otto, 'Back to all mass resets')
    await otto.heading('Mass resets')
    await press(otto, 'Try other waves')
    await otto.heading('Other waves')
    const slider = otto.page.getByRole('slider', { name: 'People a day' })
    await otto.reach(slider)
    const before = await slider.getAttribute('aria-valuetext')
    for (let i = 0; i < 5; i++) await otto.press('ArrowRight')
    assert.notEqual(await slider.getAttribute('aria-valuetext'), before)
    await otto.press('End')
    await otto.page.getByText('5,000 people a day').waitFor()
    await otto.page.getByText('It does not end within two months').waitFor()
    await otto.page.getByText('size: 5000').waitFor()
    assert.deepEqual(otto.complaints, [])
  })

  test('who is the first is told that a second one is needed; who went back approved nothing', async () => {
    await using carol = await portal.visit()
    await signIn(carol, 'first')
    await press(carol, 'Read the plan friday-2026-11')
    await carol.heading('friday-2026-11')
    await press(carol, 'Back, and approve nothing')
    await carol.heading('Mass resets')
    await carol.page.getByText('It waits for two people.').waitFor()
    await press(carol, 'Read the plan friday-2026-11')
    await press(carol, 'Approve this plan')
    await carol.heading('Prove that it is you')
    await carol.type(by(carol, 'textbox', 'Digit 1 of 6'), '123456')
    await carol.press('Enter')
    await alert(carol, 'You have approved it. A second person is needed.')
    assert.equal(await by(carol, 'button', /Read the plan/).count(), 0)
  })
})
