import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { awaitManagement } from './management.ts'

suite('the management interface of OpenVPN', () => {
  /** What an OpenVPN does that says this and is gone. */
  async function says(line: string) {
    const folder = await mkdtemp(join(tmpdir(), 'kt-management-'))
    await using management = await awaitManagement(join(folder, 'socket'))
    const openvpn = connect(join(folder, 'socket'))
    await once(openvpn, 'connect')
    openvpn.write(`${line}\n`, () => openvpn.destroy())
    const password = { name: 'keyturn-vpn', password: 'not this one' }
    const isUp = await management.connected(AbortSignal.timeout(10_000), password)
    await delay(20)
    // Nobody is there to hear it.
    management.end()
    await delay(20)
    await rm(folder, { recursive: true })
    return isUp
  }

  test('knows a tunnel that is up from one that ended, whatever it then says to nobody', async () => {
    assert.equal(await says('>STATE:1,CONNECTED,SUCCESS,10.8.0.2,,,'), true)
    assert.equal(await says('>STATE:1,CONNECTED,ERROR,10.8.0.2,,,'), false)
    assert.equal(await says(">PASSWORD:Verification Failed: 'Auth'"), false)
    assert.equal(await says(">PASSWORD:Need 'Private Key' password"), false)
    assert.equal(await says('>FATAL:no'), false)
    assert.equal(await says('>INFO:nothing of interest'), false)
  })
})
