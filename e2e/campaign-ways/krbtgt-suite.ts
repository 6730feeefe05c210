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
    /** A branch's read-only DC signs by a key of its own, which whoever broke in there has as well. */
    const rodc = '(&(sAMAccountName=krbtgt_*)(msDS-SecondaryKrbTgtNumber=*))'
    const rodcKey = async (on: 'dc1' | 'dc2' | 'rodc1') => {
      const value = await ground().world.lab.dc(on).attribute(rodc, 'msDS-KeyVersionNumber')
      // The upper half is the number of the RODC (MS-KILE 3.1.5.8).
      return Number(value) & 0xffff
    }
    const rodcAccount = async (attribute: string) =>
      (await ground().world.lab.dc('dc1').attribute(rodc, attribute)) ?? assert.fail()
    let first: number
    let rodcFirst: number

    const step = () => ground().at.krbtgtStep(name)
    const stages = async () => (await ground().ways(name)).krbtgt.keys.map(({ stage: one }) => one)
    const stage = async () => (await stages())[0]
    /** Each key goes on by itself: that of the RODC may be a step behind where a server was killed between the two. */
    const bothAre = (wanted: string) =>
      until(
        async () => {
          await ground().world.lab.replicate('dc1', 'dc2')
          await step()
          return stages()
        },
        (now) => now.every((one) => one === wanted),
      )

    test('not by one person alone, nor before it is started', async () => {
      first = await key('dc1')
      rodcFirst = await rodcKey('dc1')
      const account = await rodcAccount('sAMAccountName')
      const scope = ['krbtgt', account].map((one) => `(sAMAccountName=${one})`)
      const text = planOf(name, ground().t0, scope)
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
      assert.deepEqual(await stages(), ['unchanged', 'unchanged'])
      assert.equal(await rodcKey('dc1'), rodcFirst)
      const right = `(OA;;CR;${resetPassword};;${ground().service})`
      await ground().allow(`CN=krbtgt,CN=Users,${ground().base()}`, right)
      await ground().allow(await rodcAccount('distinguishedName'), right)
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
      await bothAre('resting')
      assert.deepEqual([await rodcKey('dc1'), await rodcKey('dc2')], [rodcFirst + 1, rodcFirst + 1])
      const { text } = await ground().at.keyturn('krbtgt', name)
      assert.match(text, /NOT RESET krbtgt: tickets by the key before may live until 20/)
      assert.deepEqual([await key('dc1'), await key('dc2')], [first + 1, first + 1])
    })

    test('a second time when the tickets of before are dead, and never a third time', async () => {
      await ground().world.server.stop()
      await ground().world.server.start(await later(ground().world, 11 * 3_600_000))
      // One that is away may hold an older key for all that anybody knows.
      await ground().world.lab.dc('dc2').stop('SIGKILL')
      const { code, text } = await ground().at.keyturn('krbtgt', name)
      assert.match(text, /NOT RESET krbtgt: .*dc2\.corp\.example/)
      assert.equal(code, 1)
      assert.equal(await key('dc1'), first + 1)
      await ground().world.lab.dc('dc2').start()
      {
        await using _ = await ground().world.lab.pauseReplication()
        const second = await until(step, ({ why }) => why !== 'dc-unread')
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
      await bothAre('done')
      assert.deepEqual([await key('dc1'), await key('dc2')], [first + 2, first + 2])
      assert.deepEqual([await rodcKey('dc1'), await rodcKey('dc2')], [rodcFirst + 2, rodcFirst + 2])
      const done = await until(
        () => ground().at.status(name),
        ({ state }) => state === 'verifying',
      )
      assert.equal(inState(done, 'written'), 2)
      assert.equal((await step()).why, 'done')
      assert.equal(await key('dc1'), first + 2)
      assert.equal(await rodcKey('dc1'), rodcFirst + 2)
    })

    test('and the proof has the versions of both on every writable domain controller', async () => {
      const { text } = await ground().at.keyturn('verify', name)
      const account = await rodcAccount('sAMAccountName')
      for (const on of ['dc1', 'dc2']) {
        assert.match(text, new RegExp(`^krbtgt +version ${first + 2} on ${on}`, 'm'))
        assert.match(text, new RegExp(`^${account} version ${rodcFirst + 2} on ${on}`, 'm'))
      }
      assert.match(text, /^read-only rodc1\.corp\.example: never asked$/m)
      // Once is not twice: without an earlier reading nobody can say so.
      assert.match(text, new RegExp(`krbtgt-once +${account}`))
    })

    test('and each write was announced before', async () => {
      const entries = (await ground().world.audit()).filter(({ facts }) => facts['campaign'] === name)
      const of = (type: string) => entries.filter((one) => one.type === type)
      const done = of('krbtgt.reset').filter(({ outcome }) => outcome === 'ok')
      assert.ok(of('krbtgt.resetting').length >= 4 && done.length <= 4)
      await ground().world.server.stop()
      await ground().world.server.start()
    })
  })
}
