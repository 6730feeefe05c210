import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Lab, type DcName } from './index.ts'

let lab: Lab
before(async () => {
  lab = await Lab.start({ hosts: ['dc2'] })
})
after(() => lab?.[Symbol.asyncDispose]())

const lastSet = (dc: DcName) => lab.dc(dc).attribute('(sAMAccountName=alice)', 'pwdLastSet')

test('both DCs are found in the DNS', async () => {
  const found = await lab.host('dc2').must(['host', '-t', 'SRV', '_ldap._tcp.dc._msdcs.corp.example'])
  assert.match(found, /dc1\.corp\.example/)
  assert.match(found, /dc2\.corp\.example/)
  assert.equal(lab.domain.dcs.length, 2)
})

test('while replication is paused dc2 does not have the new password, and has it when it is made to', async () => {
  await lab.replicate('dc1', 'dc2')
  assert.equal(await lastSet('dc2'), await lastSet('dc1'))
  {
    await using _ = await lab.pauseReplication()
    await lab.resetPassword('alice', 'Fresh-Window-2026')
    // Samba pulls by itself within some seconds of a change that it hears of.
    await new Promise((resolve) => setTimeout(resolve, 8_000))
    assert.notEqual(await lastSet('dc2'), await lastSet('dc1'))
    await lab.replicate('dc1', 'dc2')
    assert.equal(await lastSet('dc2'), await lastSet('dc1'))
  }
})
