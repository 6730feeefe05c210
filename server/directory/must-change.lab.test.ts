import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { secret } from '#kernel'
import { aSite, type Site } from './testing.ts'

let site: Site
before(async () => void (site = await aSite()))
after(() => site[Symbol.asyncDispose]())

suite('an account that must change its password', () => {
  test('keeps it until the next log-on, which asks for a new one', async () => {
    const [person] = await site.lab.createPeople([{}])
    const { id } = await site.account(person.sAMAccountName)
    const receipt = await site.announce('password.must-change', id)
    assert.deepEqual(await site.directory.requireChange(id, receipt), { dc: 'dc1.corp.example' })
    assert.equal((await site.directory.passwordState(id)).pwdLastSet, null)
    assert.equal(await site.directory.checkPassword(id, secret(person.password)), 'must-change')
    const filter = `(sAMAccountName=${person.sAMAccountName})`
    assert.equal(await site.lab.dc('dc1').attribute(filter, 'pwdLastSet'), '0')
  })

  test('is one of many at once: each is told by itself what became of it, in order', async () => {
    const people = await site.lab.createPeople(Array.from({ length: 20 }, () => ({})))
    const accounts = await Promise.all(people.map((person) => site.account(person.sAMAccountName)))
    const admin = await site.account('Administrator')
    const ids = [...accounts.slice(0, 7), admin, ...accounts.slice(7)].map(({ id }) => id)
    const announced = await Promise.all(
      ids.map(async (account, i) => {
        const type = i === 3 ? 'unlock.setting' : 'password.must-change'
        return { account, receipt: await site.announce(type, account) }
      }),
    )
    const became = await site.directory.requireChanges(announced)
    const failed = became.flatMap((one, i) => (one.required ? [] : [i]))
    assert.deepEqual(failed, [3, 7])
    for (const [i, id] of ids.entries()) {
      const { pwdLastSet } = await site.directory.passwordState(id)
      assert.equal(pwdLastSet === null, !failed.includes(i))
    }
    assert.deepEqual(await site.directory.requireChanges([]), [])
  })

  test('is asked for with its own announcement, and never of the protected', async () => {
    const admin = await site.account('Administrator')
    const other = await site.announce('unlock.setting', admin.id)
    await assert.rejects(site.directory.requireChange(admin.id, other), /not password\.must-change/)
    const receipt = await site.announce('password.must-change', admin.id)
    await assert.rejects(site.directory.requireChange(admin.id, receipt), { code: 'directory.refused' })
    assert.notEqual((await site.directory.passwordState(admin.id)).pwdLastSet, null)
  })
})
