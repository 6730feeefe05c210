import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { filetimeFromDate } from '@keyturn/protocols/ad'
import { secret, type AccountId } from '#kernel'
import { aSite, type Site } from './testing.ts'

let site: Site
before(async () => void (site = await aSite()))
after(() => site[Symbol.asyncDispose]())

const newcomer = (wish = {}) => site.newcomer(wish)
const check = (id: AccountId, password: string) => site.directory.checkPassword(id, secret(password))

suite('a known password', () => {
  test('is changed, also when it has expired or must be changed', async () => {
    const usual = await newcomer()
    const expired = await newcomer({ state: 'password-expired' })
    const must = await newcomer({ state: 'must-change' })
    for (const { person, id } of [usual, expired, must]) {
      const answer = await site.change(id, person.password, 'Changed-Garden-12')
      assert.equal(answer.outcome === 'changed' && answer.written.way, 'change')
      assert.equal(await check(id, 'Changed-Garden-12'), 'right')
    }
  })

  test('is refused for the DC’s reasons, in words', async () => {
    const { person, id } = await newcomer()
    const refused = (problem: string) => ({ outcome: 'refused', problems: [problem], interrupted: false })
    assert.deepEqual(
      await site.change(id, 'Not-My-Old-One-1', 'Changed-Garden-13'),
      refused('wrong-old-password'),
    )
    assert.deepEqual(await site.change(id, person.password, person.password), refused('same-as-old'))
    assert.deepEqual(await site.change(id, person.password, 'Short-1'), refused('too-short'))
    assert.equal((await site.change(id, person.password, 'Changed-Garden-13')).outcome, 'changed')
    assert.deepEqual(await site.change(id, 'Changed-Garden-13', 'Changed-Garden-14'), refused('too-young'))
    assert.equal(await check(id, 'Changed-Garden-13'), 'right')
  })

  test('guessed through a change never locks the account', async () => {
    const { person, id } = await newcomer()
    let stopped = 0
    for (let i = 0; i < 12; i++) {
      await site.change(id, `Wrong-Guess-${i}`, 'Changed-Garden-15').catch((fault: unknown) => {
        assert.ok(fault instanceof Error && 'code' in fault && fault.code === 'request.too-many')
        stopped++
      })
    }
    assert.ok(stopped > 0)
    assert.equal((await site.directory.passwordState(id)).locked, false)
    assert.equal(await site.onDc(person, 'badPwdCount'), '8')
  })
})

suite('asking whether a password is right', () => {
  test('tells every state of the account', async () => {
    const states = [
      ['must-change', 'must-change'],
      ['password-expired', 'expired-password'],
      ['disabled', 'disabled'],
      ['account-expired', 'expired'],
      ['never-expires', 'right'],
    ] as const
    for (const [state, answer] of states) {
      const { person, id } = await newcomer({ state })
      assert.equal(await check(id, person.password), answer)
    }
    const { person, id } = await newcomer()
    await site.lock(person)
    assert.equal(await check(id, person.password), 'locked')
  })

  test('an empty password is wrong: to LDAP it would be an anonymous log-on, which succeeds', async () => {
    const { person, id } = await newcomer()
    assert.equal(await check(id, ''), 'wrong')
    assert.equal((await site.onDc(person, 'badPwdCount')) ?? '0', '0')
  })

  test('thirty guesses at once never lock the account, and leave the person her tries', async () => {
    const { person, id } = await newcomer()
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => check(id, `Guess-Number-${i}`)))
    assert.equal(answers.filter((answer) => answer === 'wrong').length, 8)
    assert.equal(answers.filter((answer) => answer === 'not-now').length, 22)
    assert.equal((await site.account(person.sAMAccountName)).locked, false)
  })

  test('old wrong ones no longer count when the DC’s observation window is over', async () => {
    const { person, id } = await newcomer()
    await Promise.all(Array.from({ length: 9 }, () => check(id, 'Wrong-For-Sure-1')))
    assert.equal(await check(id, person.password), 'not-now')
    const longAgo = filetimeFromDate(new Date(Date.now() - 3_600_000))
    await site.lab
      .dc('dc1')
      .ldb(
        'ldbmodify',
        `dn: ${person.dn}\nchangetype: modify\nreplace: badPasswordTime\nbadPasswordTime: ${longAgo}\n`,
      )
    assert.equal(await check(id, person.password), 'right')
  })

  test('leaves nothing bound as the person', async () => {
    const { person, id } = await newcomer()
    assert.equal(await check(id, person.password), 'right')
    assert.equal((await site.reset(id, 'Still-The-Service-1')).outcome, 'changed')
  })
})

suite('a locked account', () => {
  test('is unlocked and keeps its password', async () => {
    const { person, id } = await newcomer()
    await site.lock(person)
    assert.equal((await site.account(person.sAMAccountName)).locked, true)
    const unlocked = await site.directory.unlock(id, await site.announce('unlock.setting', id))
    assert.deepEqual(unlocked, { dc: 'dc1.corp.example' })
    assert.equal(await check(id, person.password), 'right')
  })
})
