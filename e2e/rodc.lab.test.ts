/** A branch office with a read-only DC, which the administrator even named first. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startWorld, type Enrolled, type World } from './world/index.ts'

let world: World
let who: Enrolled

before(async () => {
  const domainControllers = ['rodc1.corp.example', 'dc1.corp.example']
  world = await startWorld({ hosts: ['rodc1'], config: { directory: { domainControllers } } })
  who = await world.newcomer()
})
after(() => world?.[Symbol.asyncDispose]())

suite('a read-only domain controller', () => {
  test('takes no password from anybody: it is refused or referred to another', async () => {
    const { domain } = world.lab
    const argv = ['ldapmodify', '-x', '-H', 'ldaps://rodc1.corp.example', '-D', domain.administrator.upn]
    const ldif = `dn: ${world.lab.person('alice').dn}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: 0\n`
    const input = { input: ldif }
    const host = world.lab.host('server')
    const wrote = await host.run([...argv, '-y', domain.administrator.passwordFile], input)
    assert.equal(wrote.code, 10, wrote.stderr)
    assert.match(wrote.stderr, /referral/i)
  })

  test('is asked for nothing: the reset goes to one that can be written, and is read back there', async () => {
    const client = world.server.client()
    await client.must('reset.start', { purpose: 'reset', identifier: who.person.upn })
    await client.must('reset.prove', { factor: 'recovery-code', answer: who.recoveryCodes[0] ?? '' })
    assert.equal((await client.must('reset.choose', { password: 'Stiller-Hafen-26' })).state, 'done')
    assert.equal(await world.letsIn(who.person, 'Stiller-Hafen-26'), true)
    const done = (await world.audit()).findLast(({ type }) => type === 'reset.done')
    assert.equal(done?.facts['dc'], 'dc1.corp.example')
  })

  test('alone changes nothing: the reset ends honestly while no other is there, and can be had after', async () => {
    const second = await world.newcomer()
    const client = world.server.client()
    await client.must('reset.start', { purpose: 'reset', identifier: second.person.upn })
    await client.must('reset.prove', { factor: 'recovery-code', answer: second.recoveryCodes[0] ?? '' })
    await world.lab.dc('dc1').freeze()
    try {
      const tried = await client.call('reset.choose', { password: 'Stiller-Hafen-27' })
      assert.equal(tried.error, 'directory.unavailable', JSON.stringify(tried))
    } finally {
      await world.lab.dc('dc1').thaw()
    }
    assert.equal(await world.letsIn(second.person, second.person.password), true)
  })
})
