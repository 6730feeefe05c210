import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inState, planOf } from '../testing/campaigns.ts'
import { later } from '../testing/clock.ts'
import { until, type Ground } from './ground.ts'

export function krbtgtSuite(ground: () => Ground): void {
  suite('krbtgt is reset twice', () => {
    const name = 'tickets'
    const resetPassword = '00299570-246d-11d0-a768-00aa006e0529'
    const key = async (on: 'dc1' | 'dc2') => {
      const value = await ground()
        .world.lab.dc(on)
        .attribute('(sAMAccountName=krbtgt)', 'msDS-KeyVersionNumber')
      return Number(value)
    }
    let first: number

    const step = () => ground().at.krbtgtStep(name)
    const stage = async () => (await ground().ways(name)).krbtgt.keys[0]?.stage

    test('not by one person alone, nor before it is started', async () => {
      first = await key('dc1')
      const text = planOf(name, ground().t0, ['(sAMAccountName=krbtgt)'])
      await ground().at.draft(text)
      assert.equal((await step()).why, 'not-now')
      assert.equal((await ground().at.keyturn('simulate', name)).code, 0)
      await ground().at.approve(ground().carol, name)
      assert.equal((await step()).why, 'not-now')
      await ground().at.approve(ground().otto, name)
      assert.equal((await step()).why, 'not-now')
      assert.equal((await ground().at.keyturn('start', name)).code, 0)
      assert.equal(await key('dc1'), first)
    })

    test('not without a right that Keyturn does not have, and the refusal says how to give it for the hour', async () => {
      const refused = await step()
      assert.equal(refused.why, 'right-missing')
      assert.match(
        (await ground().at.keyturn('krbtgt', name)).text,
        /NOT RESET krbtgt: .*Give it "Reset password"/,
      )
      assert.equal(await key('dc1'), first)
      assert.equal(await stage(), 'unchanged')
      await ground().allow(
        `CN=krbtgt,CN=Users,${ground().base()}`,
        `(OA;;CR;${resetPassword};;${ground().service})`,
      )
    })

    test('once, though two press at once and the server is killed in the middle', async () => {
      {
        await using _ = await ground().world.lab.pauseReplication()
        const two = Promise.allSettled([step(), step()])
        await sleep(1_000 + Math.random() * 1_000)
        await ground().world.server.kill()
        await two
        await ground().world.server.start()
        await until(
          async () => {
            await step()
            return key('dc1')
          },
          (now) => now > first,
        )
        assert.equal(await key('dc1'), first + 1)
        assert.equal(await key('dc2'), first)
        // While it has not come to the other one.
        await until(stage, (now) => now === 'spreading')
        assert.equal((await step()).why, 'under-way')
        assert.equal(await key('dc1'), first + 1)
      }
      await ground().world.lab.replicate('dc1', 'dc2')
      await until(
        async () => (await step()).why,
        (why) => why === 'too-early',
      )
      assert.equal(await stage(), 'resting')
      const { text } = await ground().at.keyturn('krbtgt', name)
      assert.match(text, /NOT RESET krbtgt: tickets by the key before may live until 20/)
      assert.deepEqual([await key('dc1'), await key('dc2')], [first + 1, first + 1])
    })

    test('a second time when the tickets of before are dead, and never a third time', async () => {
      await ground().world.server.stop()
      await ground().world.server.start(await later(ground().world, 11 * 3_600_000))
      {
        await using _ = await ground().world.lab.pauseReplication()
        const second = await step()
        assert.equal(second.why, 'reset', JSON.stringify(second))
        assert.equal(second.one?.reset === true && second.one.round, 2)
        assert.equal((await step()).why, 'under-way')
        await ground().world.server.kill()
        await ground().world.server.start(await later(ground().world, 30 * 3_600_000))
        assert.equal((await step()).why, 'under-way')
      }
      await ground().world.lab.replicate('dc1', 'dc2')
      await until(
        async () => (await step()).why,
        (why) => why === 'done',
      )
      assert.equal((await step()).why, 'done')
      assert.deepEqual([await key('dc1'), await key('dc2')], [first + 2, first + 2])
      const done = await until(
        () => ground().at.status(name),
        ({ state }) => state === 'verifying',
      )
      assert.equal(inState(done, 'written'), 1)
      assert.equal((await step()).why, 'done')
      assert.equal(await key('dc1'), first + 2)
    })

    test('and each write was announced before', async () => {
      const entries = (await ground().world.audit()).filter(({ facts }) => facts['campaign'] === name)
      const of = (type: string) => entries.filter((one) => one.type === type)
      const done = of('krbtgt.reset').filter(({ outcome }) => outcome === 'ok')
      assert.ok(of('krbtgt.resetting').length >= 2 && done.length <= 2)
      await ground().world.server.stop()
      await ground().world.server.start()
    })
  })
}
