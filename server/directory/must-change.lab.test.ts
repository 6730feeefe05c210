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

  test('is asked for with its own announcement, and never of the protected', async () => {
    const admin = await site.account('Administrator')
    const other = await site.announce('unlock.setting', admin.id)
    await assert.rejects(site.directory.requireChange(admin.id, other), /not password\.must-change/)
    const receipt = await site.announce('password.must-change', admin.id)
    await assert.rejects(site.directory.requireChange(admin.id, receipt), { code: 'directory.refused' })
    assert.notEqual((await site.directory.passwordState(admin.id)).pwdLastSet, null)
  })
})
