import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { aPerson, aWorld } from '../testing/world.ts'

const settings = {
  mailCode: { attributes: [], dangerouslySendToOwnMailbox: false, mayAdd: true, worksOffline: true },
}

suite('a table of mailboxes', () => {
  test('enrols who is known, says of each line how it ended, and changes nothing a second time', async () => {
    const people = [aPerson('anna'), aPerson('admin', { isProtected: true })]
    await using world = await aWorld(people, { settings })
    const desk = world.aBrowser()
    const line = (number: number, account: string, value: string, factor = 'mail-code') => ({
      line: number,
      account,
      factor,
      value,
      name: '',
    })
    const lines = [
      line(2, 'anna', 'anna@home.example'),
      line(3, 'nobody', 'nobody@home.example'),
      line(4, 'admin', 'admin@home.example'),
      line(5, 'anna', 'no mailbox at all'),
      line(6, 'anna', '123456', 'totp'),
      line(7, 'anna', 'x', 'no-factor'),
    ]
    const importing = async (dryRun: boolean) =>
      (await desk.call('admin.factors-import', { body: { dryRun, lines } })).ends.map(({ end }) => end)
    const others = ['unknown', 'protected']
    assert.deepEqual(await importing(true), ['ready', ...others, 'ready', 'no-such-factor', 'no-such-factor'])
    assert.equal(world.events.length, 0)
    const wrong = ['invalid', 'no-such-factor', 'no-such-factor']
    assert.deepEqual(await importing(false), ['done', ...others, ...wrong])
    assert.deepEqual(await importing(false), ['there', ...others, ...wrong])
    const { factors } = await desk.call('admin.factors', { body: { account: 'anna' } })
    assert.deepEqual(
      factors.map(({ factor, name }) => [factor, name]),
      [['mail-code', 'a•••@home.example']],
    )
    assert.ok(!JSON.stringify(world.events).includes('home.example'))
    assert.deepEqual(
      world.notices.map(({ kind }) => kind),
      ['factor-enrolled'],
    )
  })
})
