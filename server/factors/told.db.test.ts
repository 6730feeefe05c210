import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { activityType, type ActivityType } from '@keyturn/contract'
import { Secret as Seed } from 'otpauth'
import { happenings, type Notice } from '#notify'
import { aPerson, aWorld } from './testing/world.ts'
import { appKind, codeAt, stepAt } from './totp/code.ts'

/** The line of "your recent activity" in which whoever gets no mail reads what the notice says. */
const lines: Readonly<Record<(typeof happenings)[number], ActivityType>> = {
  'password-reset': 'reset.done',
  'password-changed': 'password.changed',
  'account-unlocked': 'unlock.done',
  'reset-interrupted': 'reset.interrupted',
  'factor-enrolled': 'factor.enrolled',
  'factor-removed': 'factor.removed',
  'recovery-codes-issued': 'factor.codes-issued',
  'access-pass-issued': 'factor.pass-issued',
  'approval-given': 'approval.given',
  'approval-refused': 'approval.refused',
}

suite('somebody who gets no mail', () => {
  test('finds a line of her recent activity for every notice there is', () => {
    assert.ok(happenings.length >= 10)
    for (const kind of happenings) assert.ok(activityType.options.includes(lines[kind]), kind)
  })

  test('finds how it ended, for whatever she does with her factors and the help desk for her', async () => {
    const alice = aPerson('alice', { mail: null })
    await using world = await aWorld([alice], { settings: { accessPass: {}, mailCode: mailCodes } })
    const browser = await enrolled(world)
    await browser.call('person.recovery-codes')
    const desk = world.aBrowser()
    await desk.call('admin.pass-issue', {
      body: { account: 'alice', minutes: 60, length: 12, once: true, why: 'badge seen', by: 'ops' },
    })
    const { factors } = await desk.call('admin.factors', { body: { account: 'alice' } })
    for (const { id } of factors) await desk.call('admin.factor-remove', { body: { account: 'alice', id } })
    const told = new Set(world.notices.map(({ kind }) => kind))
    const expected = ['factor-enrolled', 'recovery-codes-issued', 'access-pass-issued', 'factor-removed']
    assert.deepEqual([...told].toSorted(), expected.toSorted())
    for (const { kind } of world.notices) {
      const line = lines[kind as keyof typeof lines]
      const seen = world.events.filter(({ type, outcome, account }) => {
        return type === line && outcome === 'ok' && account?.id === alice.account.id
      })
      assert.ok(seen.length > 0, `${kind} is told by mail and nowhere else`)
    }
  })

  test('is told at a mailbox that a thief takes away from her, and at the one that he added before', async () => {
    const alice = aPerson('alice')
    await using world = await aWorld([alice], { settings: { mailCode: mailCodes } })
    const desk = world.aBrowser()
    await desk.call('admin.factors-import', { body: { dryRun: false, lines: [mailbox] } })
    const { factors } = await desk.call('admin.factors', { body: { account: 'alice' } })
    const [own] = factors
    assert.ok(own?.factor === 'mail-code')
    await desk.call('admin.factor-remove', { body: { account: 'alice', id: own.id } })
    const last: Notice | undefined = world.notices.at(-1)
    assert.deepEqual([last?.kind, last?.to], ['factor-removed', ['alice@corp.example', 'alice@home.example']])
    assert.deepEqual(await world.mailboxesOf(alice.account.id), [])
    assert.ok(!JSON.stringify(world.events).includes('alice@home'))
  })
})

const mailCodes = {
  attributes: [],
  dangerouslySendToOwnMailbox: false,
  mayAdd: true,
  worksOffline: false,
}
const mailbox = { line: 2, account: 'alice', factor: 'mail-code', value: 'alice@home.example', name: '' }

async function enrolled(world: Awaited<ReturnType<typeof aWorld>>) {
  const browser = world.aBrowser()
  await browser.call('person.sign-in', { body: { identifier: 'alice', password: 'alice-password' } })
  const offer = await browser.call('person.offer-factor', { body: { factor: 'totp' } })
  assert.ok(offer.kind === 'totp')
  const answer = codeAt(Seed.fromBase32(offer.seed).bytes, appKind, stepAt(appKind, world.now()))
  const confirmed = { factor: 'totp', id: offer.id, name: 'Phone', answer } as const
  await browser.call('person.confirm-factor', { body: confirmed })
  return browser
}
