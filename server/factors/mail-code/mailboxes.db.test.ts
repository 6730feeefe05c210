import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Account } from '#directory'
import type { AccountId } from '#kernel'
import { alice, enrol, home, id, someMailCodes } from './testing.ts'

suite('mailboxes that codes go to', () => {
  test('are not her own one, which needs the forgotten password, but by an ugly setting', async () => {
    await using used = await someMailCodes()
    used.add(alice, { mail: { values: ['alice@corp.example'] } })
    await used.ask()
    assert.equal(used.mails.length, 0)
    await assert.rejects(used.offer('Alice@corp.example'), { code: 'factor.refused' })
    await using open = await someMailCodes({ dangerouslySendToOwnMailbox: true })
    open.add(alice, { mail: { values: ['alice@corp.example'] } })
    await open.ask()
    assert.equal(open.mails.length, 1)
  })

  test('in an attribute that was changed after the day of the break-in get nothing, nor do those that nobody can date', async () => {
    const breakIn = new Date('2026-11-01T00:00:00Z')
    await using used = await someMailCodes({ distrustChangedAfter: breakIn })
    const at = (changed: Date | null) => ({ otherMailbox: { values: [home], changed } })
    used.add(id(1), at(breakIn))
    used.add(id(2), at(new Date('2026-11-01T00:00:01Z')))
    used.add(id(3), at(null))
    for (const account of [id(1), id(2), id(3)]) await used.ask(account)
    assert.equal(used.mails.length, 1)
    const accounts = [id(1), id(2), id(3)].map((one) => ({ id: one }) as Account)
    assert.deepEqual([...(await used.factor.readyAmong(accounts))], [id(1)])
    const many = [...accounts, ...Array.from({ length: 60 }, (_, i) => ({ id: id(100 + i) }) as Account)]
    assert.deepEqual([...(await used.factor.readyAmong(many))], [id(1)])
  })

  test('are masked in her own list, and those of AD are not hers to remove', async () => {
    await using used = await someMailCodes()
    used.add(alice, { otherMailbox: { values: [home] } })
    await enrol(used, 'me@other.example', 'My other one')
    const listed = await used.factor.enrolled(alice)
    assert.deepEqual(
      listed.map(({ name, own = true }) => [name, own]),
      [
        ['My other one', true],
        ['a•••@home.example', false],
      ],
    )
    assert.equal(await used.factor.remove(alice, listed[1]?.id ?? ''), false)
  })

  test('she adds only by the code that was sent there, five tries, ten minutes', async () => {
    await using used = await someMailCodes()
    used.add(alice)
    const { id: offer, to } = await used.offer(home)
    assert.equal(to, 'a•••@home.example')
    const code = used.codeTo(home)
    assert.equal(await used.confirm(offer, code, id(2)), 'unknown')
    for (let i = 0; i < 5; i++) assert.equal(await used.confirm(offer, '00000000'), 'wrong')
    assert.equal(await used.confirm(offer, code), 'unknown')
    const { id: late } = await used.offer(home)
    used.pass(10)
    assert.equal(await used.confirm(late, used.codeTo(home)), 'unknown')
    assert.deepEqual(await used.factor.enrolled(alice), [])
  })

  test('confirmed in two tabs at once are added once', async () => {
    await using used = await someMailCodes()
    used.add(alice)
    const { id: offer } = await used.offer(home)
    const confirmed = await used.confirm(offer, used.codeTo(home))
    assert.ok(typeof confirmed === 'object')
    assert.deepEqual(confirmed.facts, { to: 'a•••@home.example' })
    const both = await Promise.all([confirmed.enrol('a'), confirmed.enrol('b')])
    assert.equal(both.filter(Boolean).length, 1)
    assert.equal((await used.factor.enrolled(alice)).length, 1)
  })

  test('are one mailbox each: no list, no name, no line break', async () => {
    await using used = await someMailCodes()
    for (const wish of [
      '',
      'alice',
      'a@b.example, m@evil.example',
      'A <a@b.example>',
      'a@b.example\r\nBcc: m@e.example',
    ])
      await assert.rejects(used.offer(wish), { code: 'request.invalid' })
  })

  test('hung on another account in the database get nothing there', async () => {
    await using used = await someMailCodes()
    for (const one of [alice, id(2)]) used.add(one)
    await enrol(used, 'mallory@evil.example', 'Mine', id(2))
    const tables = used.db.tables<{ 'factors.code_targets': { account: AccountId } }>()
    await tables.updateTable('factors.code_targets').set({ account: alice }).execute()
    const sent = used.mails.length
    await used.ask()
    assert.equal(used.mails.length, sent)
    assert.match(used.lines.join(''), /does not open/)
  })
})
