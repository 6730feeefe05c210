import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Receipt } from '#audit'
import { secret, type AccountId } from '#kernel'
import { openConnection } from './dcs/connection.ts'
import { equals } from './accounts/names.ts'
import type { Prepared } from './directory.ts'
import { policyHintsSuite } from './policy-hints-suite.ts'
import { aSite, type Site } from './testing.ts'

let site: Site
before(async () => void (site = await aSite()))
after(() => site[Symbol.asyncDispose]())

const newcomer = (wish = {}) => site.newcomer(wish)
const check = (id: AccountId, password: string) => site.directory.checkPassword(id, secret(password))

suite('a forgotten password', () => {
  test('is reset in two steps, told in between, and read back', async () => {
    const { person, id } = await newcomer()
    const halves: string[] = []
    const answer = await site.reset(id, 'Quiet-Meadow-17', async (dc) => {
      halves.push(dc)
      assert.equal(await site.onDc(person, 'pwdLastSet'), '0')
      assert.equal(await check(id, person.password), 'wrong')
    })
    assert.deepEqual(halves, ['dc1.corp.example'])
    assert.ok(answer.outcome === 'changed')
    assert.equal(answer.written.way, 'two-step')
    assert.equal(await check(id, 'Quiet-Meadow-17'), 'right')
    const state = await site.directory.passwordState(id)
    assert.deepEqual(state, { dc: 'dc1.corp.example', pwdLastSet: answer.written.pwdLastSet, locked: false })
  })

  test('is reset by the look that was taken before, which unlocks as well, and serves once', async () => {
    const { person, id } = await newcomer()
    await site.lock(person)
    const prepared = (await site.directory.prepare(id, ['givenName', 'SN', 'pager'])) ?? assert.fail()
    assert.deepEqual(prepared.account, await site.account(person.sAMAccountName))
    assert.deepEqual(prepared.state, await site.directory.passwordState(id))
    assert.equal(prepared.state.locked, true)
    assert.deepEqual(prepared.policy, await site.directory.policyFor(id))
    assert.deepEqual([...prepared.attributes.keys()], ['givenName', 'SN', 'pager'])
    assert.deepEqual(prepared.attributes.get('pager'), [])
    assert.equal(prepared.attributes.get('SN')?.length, 1)
    const set = async (password: string) =>
      site.directory.setPassword(prepared, secret(password), await site.announce('reset.setting', id))
    assert.equal((await set('Quiet-Meadow-27')).outcome, 'changed')
    assert.equal(await check(id, 'Quiet-Meadow-27'), 'right')
    // What it knows of pwdLastSet is no longer so.
    assert.equal((await set('Quiet-Meadow-28')).outcome, 'changed')
  })

  test('that was used before is refused, the old one is gone, and another one helps', async () => {
    const { person, id } = await newcomer()
    const answer = await site.reset(id, person.password)
    assert.deepEqual(answer, { outcome: 'refused', problems: ['in-history'], interrupted: true })
    assert.equal(await check(id, person.password), 'wrong')
    assert.equal((await site.directory.passwordState(id)).pwdLastSet, null)
    assert.equal((await site.reset(id, 'Another-Harbour-5')).outcome, 'changed')
    assert.equal(await check(id, 'Another-Harbour-5'), 'right')
  })

  test('that breaks a rule we know is refused before anything is written', async () => {
    const { person, id, pwdLastSet } = await newcomer({ sAMAccountName: 'ruler' })
    const refused = [
      ['short-1A', 'too-short'],
      ['alllowercase', 'too-simple'],
      ['My-Ruler-2026', 'contains-name'],
      ['Tab\there-2026', 'unsupported-character'],
      [`Aa1${'x'.repeat(300)}`, 'too-long'],
    ] as const
    for (const [password, problem] of refused) {
      const answer = await site.reset(id, password)
      assert.deepEqual(answer, { outcome: 'refused', problems: [problem], interrupted: false }, problem)
    }
    assert.deepEqual((await site.directory.passwordState(id)).pwdLastSet, pwdLastSet)
    assert.equal(await check(id, person.password), 'right')
  })

  test('may be reset twice on one day: the minimum age is no obstacle', async () => {
    const { id } = await newcomer()
    for (const password of ['First-Lantern-31', 'Second-Lantern-32']) {
      assert.equal((await site.reset(id, password)).outcome, 'changed')
    }
  })

  test('beyond ASCII, with quotation marks and spaces, is the one that was typed', async () => {
    const { id } = await newcomer()
    for (const password of ['Żółw "spi" w 3 łóżkach', '密码很长很长很长的-Ab1', 'a"Quote"b-12345']) {
      assert.equal((await site.reset(id, password)).outcome, 'changed')
      assert.equal(await check(id, password), 'right', password)
    }
  })

  test('of a locked, an expired and a must-change account leaves it usable', async () => {
    const { person, id } = await newcomer()
    await site.lock(person)
    for (const account of [id, (await site.account('erik')).id, (await site.account('mona')).id]) {
      assert.equal((await site.reset(account, 'Usable-Compass-44')).outcome, 'changed')
      assert.equal(await check(account, 'Usable-Compass-44'), 'right')
    }
  })

  test('follows the stricter PSO', async () => {
    const { id } = await site.account('dora')
    const answer = await site.reset(id, 'Only-Twelve-1')
    assert.deepEqual(answer, { outcome: 'refused', problems: ['too-short'], interrupted: false })
    assert.equal((await site.reset(id, 'Fourteen-Or-More-1')).outcome, 'changed')
  })

  test('is written once where the policy asks for no history', async () => {
    const { id } = await newcomer()
    await site.lab.dc('dc1').samba('domain', 'passwordsettings', 'set', '--history-length=0')
    await using fresh = site.connect()
    const receipt = await site.announce('reset.setting', id)
    const answer = await fresh.setPassword(id, secret('Single-Write-66'), receipt, () => assert.fail())
    assert.equal(answer.outcome === 'changed' && answer.written.way, 'plain')
    await site.lab.dc('dc1').samba('domain', 'passwordsettings', 'set', '--history-length=5')
  })

  test('is finished even if whoever keeps the state could not note the first half', async () => {
    const { id } = await newcomer()
    const answer = await site.reset(id, 'Finished-Bridge-8', async () => {
      throw new Error('the database is gone')
    })
    assert.equal(answer.outcome, 'changed')
    assert.equal(await check(id, 'Finished-Bridge-8'), 'right')
  })

  test('of an account that may not change its password is reset none the less', async () => {
    const { person, id } = await newcomer()
    const change = 'ab721a53-1e2f-11d0-9819-00aa0040529b'
    const deny = `(OD;;CR;${change};;WD)(OD;;CR;${change};;PS)`
    await site.lab.dc('dc1').samba('dsacl', 'set', `--objectdn=${person.dn}`, `--sddl=${deny}`)
    const answer = await site.reset(id, 'Without-History-9')
    assert.equal(answer.outcome === 'changed' && answer.written.way, 'plain')
    assert.equal(await check(id, 'Without-History-9'), 'right')
  })

  test('reset by two at once is one of the two, and both are told the truth', async () => {
    const { id } = await newcomer()
    const passwords = ['Twice-At-Once-1a', 'Twice-At-Once-2b']
    const answers = await Promise.all(passwords.map((password) => site.reset(id, password)))
    assert.deepEqual(
      answers.map(({ outcome }) => outcome),
      ['changed', 'changed'],
    )
    const right = await Promise.all(passwords.map((password) => check(id, password)))
    assert.deepEqual(right.toSorted(), ['right', 'wrong'])
  })
})

policyHintsSuite(() => site)

suite('who comes first is served first', () => {
  test('sixteen people at once are done in the order they came', async () => {
    const people = await site.lab.createPeople(Array.from({ length: 16 }, () => ({})))
    const accounts = await Promise.all(people.map(({ sAMAccountName }) => site.account(sAMAccountName)))
    const receipts = await Promise.all(accounts.map(({ id }) => site.announce('reset.setting', id)))
    const begun: number[] = []
    const done: number[] = []
    let half = 0
    let mostHalf = 0
    await Promise.all(
      accounts.map(async ({ id }, i) => {
        const receipt = receipts[i] ?? assert.fail()
        const password = secret(`In-Order-${'abcdefghijklmnop'[i]}-77`)
        const answer = await site.directory.setPassword(id, password, receipt, async () => {
          mostHalf = Math.max(mostHalf, ++half)
          begun.push(i)
        })
        half--
        assert.equal(answer.outcome, 'changed')
        done.push(i)
      }),
    )
    // Two are at the DC at once, each with its own look before and after: only those may pass each other.
    for (const order of [begun, done]) {
      assert.equal(order.length, 16)
      for (const [place, i] of order.entries()) assert.ok(Math.abs(place - i) <= 2, `${order.join()}`)
    }
    // A crash now would leave at most these with a random password.
    assert.ok(mostHalf <= 3, `${mostHalf} accounts were half done at once`)
  })
})

suite('what may not be touched', () => {
  test('is not, by our own code', async () => {
    for (const name of ['ada', 'Administrator', 'svc-keyturn']) {
      const { id } = await site.account(name)
      const refused = { name: 'Fault', code: 'directory.refused', message: /protected/ }
      await assert.rejects(site.reset(id, 'Never-Ever-Set-1'), refused)
      await assert.rejects(site.change(id, 'x', 'Never-Ever-Set-1'), refused)
      const receipt = await site.announce('unlock.setting', id)
      await assert.rejects(site.directory.unlock(id, receipt), refused)
    }
  })

  test('is not by someone who became an administrator a moment ago', async () => {
    const { person, id, isProtected } = await newcomer()
    assert.equal(isProtected, false)
    await site.lab.dc('dc1').samba('group', 'addmembers', 'Backup Operators', person.sAMAccountName)
    await assert.rejects(site.reset(id, 'Never-Ever-Set-1'), { code: 'directory.refused' })
  })

  test('is not an account that was disabled since its person proved who she is', async () => {
    const { person, id } = await newcomer()
    await site.lab.dc('dc1').samba('user', 'disable', person.sAMAccountName)
    const refused = { name: 'Fault', code: 'directory.refused', message: /disabled/ }
    await assert.rejects(site.reset(id, 'Never-Ever-Set-1'), refused)
    await assert.rejects(site.change(id, person.password, 'Never-Ever-Set-1'), refused)
    const receipt = await site.announce('unlock.setting', id)
    await assert.rejects(site.directory.unlock(id, receipt), refused)
  })

  test('is not on the word of a look that is old, or of one that nobody took', async () => {
    const { person, id } = await newcomer()
    const look = (await site.directory.prepare(id)) ?? assert.fail()
    const set = async (prepared: Prepared) =>
      site.directory.setPassword(
        prepared,
        secret('Never-Ever-Set-1'),
        await site.announce('reset.setting', id),
      )
    await site.lab.dc('dc1').samba('user', 'disable', person.sAMAccountName)
    const refused = { name: 'Fault', code: 'directory.refused', message: /disabled/ }
    await assert.rejects(set({ ...look }), refused)
    await sleep(2_100)
    await assert.rejects(set(look), refused)
  })

  test('is not by delegation either, whatever the code may do', async () => {
    const connection = await openConnection(
      { host: 'dc1.corp.example', port: site.port, writable: true },
      site.access,
    )
    for (const name of ['ada', 'Administrator', 'krbtgt']) {
      const { dn } = await site.account(name)
      for (const attribute of ['unicodePwd', 'pwdLastSet', 'lockoutTime']) {
        const value = attribute === 'unicodePwd' ? Buffer.from('"Never-Ever-Set-1"', 'utf16le') : '0'
        const changed = await connection.modify(dn, [{ operation: 'replace', attribute, value }])
        assert.equal(changed.answer === 'refused' && changed.resultCode, 50, `${name} ${attribute}`)
      }
    }
    const [self] = await connection.search({
      base: site.lab.domain.baseDn,
      filter: equals('sAMAccountName', 'alice'),
      attributes: ['unicodePwd', 'supplementalCredentials'],
    })
    assert.deepEqual([self?.['unicodePwd'], self?.['supplementalCredentials']], [[], []])
    await connection.close()
  })

  test('without the audit entry that announces it', async () => {
    const { id, pwdLastSet } = await newcomer()
    const other = await site.account('alice')
    const password = secret('Never-Ever-Set-1')
    const wrong = [
      await site.announce('reset.setting', other.id),
      await site.announce('reset.done', id),
      await site.announce('unlock.setting', id),
      { index: 1, type: 'reset.setting', account: id } as Receipt,
    ]
    for (const receipt of wrong) {
      await assert.rejects(site.directory.setPassword(id, password, receipt), /receipt/)
    }
    assert.deepEqual((await site.directory.passwordState(id)).pwdLastSet, pwdLastSet)
  })
})
