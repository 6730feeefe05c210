/** The ways of a mass reset that are more than one write, on two domain controllers: krbtgt, falling maximum age, services. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { campaignWays, keyStep, type CampaignWays } from '@keyturn/contract'
import { campaignsAt, inState, planOf } from './testing/campaigns.ts'
import { startWorld, type Enrolled, type World } from './world/index.ts'

const stack = new AsyncDisposableStack()
const patienceMs = 240_000
let world: World
let carol: Enrolled
let otto: Enrolled
let at: ReturnType<typeof campaignsAt>
let service: string
const t0 = new Date()

before(async () => {
  world = stack.use(await startWorld({ hosts: ['dc2'] }))
  at = campaignsAt(world)
  carol = await world.newcomer({ sAMAccountName: 'op-carol' })
  otto = await world.newcomer({ sAMAccountName: 'op-otto' })
  service = (await dc1().attribute('(sAMAccountName=svc-keyturn)', 'objectSid')) ?? assert.fail()
  await world.lab.replicate('dc1', 'dc2')
})
after(() => stack.disposeAsync())

const dc1 = () => world.lab.dc('dc1')
const base = () => world.lab.domain.baseDn
const allow = (dn: string, sddl: string) => dc1().samba('dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl}`)

async function ways(name: string): Promise<CampaignWays> {
  const { text } = await at.keyturn('ways', name, '--json')
  return campaignWays.parse(JSON.parse(text))
}

async function until<T>(ask: () => Promise<T>, is: (now: T) => boolean): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    const now = await ask()
    if (is(now)) return now
    assert.ok(performance.now() < end, `it stays: ${JSON.stringify(now)}`)
    await sleep(1_000)
  }
}

async function approved(text: string): Promise<string> {
  const name = await at.draft(text)
  const simulated = await at.keyturn('simulate', name)
  assert.equal(simulated.code, 0, simulated.text)
  await at.approve(carol, name)
  const second = await at.approve(otto, name)
  assert.deepEqual(second, { approved: true, state: 'approved' })
  return name
}

suite('krbtgt is reset twice', () => {
  const name = 'tickets'
  const resetPassword = '00299570-246d-11d0-a768-00aa006e0529'
  const key = async (on: 'dc1' | 'dc2') => {
    const value = await world.lab.dc(on).attribute('(sAMAccountName=krbtgt)', 'msDS-KeyVersionNumber')
    return Number(value)
  }
  let first: number

  async function step() {
    const { code, text } = await at.keyturn('krbtgt', name, '--json')
    if (!text.startsWith('{')) return { code, why: `${text}${process.env['KT'] ? (await world.server.log()).slice(-1500) : ''}`, one: undefined }
    const one = keyStep.parse(JSON.parse(text))
    if (!one.done) return { code, why: one.why, one: undefined }
    const [only] = one.steps
    return { code, why: only?.reset === false ? only.why : 'reset', one: only }
  }
  const stage = async () => (await ways(name)).krbtgt.keys[0]?.stage

  test('not by one person alone, nor before it is started', async () => {
    first = await key('dc1')
    const text = planOf(name, t0, ['(sAMAccountName=krbtgt)'])
    await at.draft(text)
    assert.equal((await step()).why, 'not-now')
    assert.equal((await at.keyturn('simulate', name)).code, 0)
    await at.approve(carol, name)
    assert.equal((await step()).why, 'not-now')
    await at.approve(otto, name)
    assert.equal((await step()).why, 'not-now')
    assert.equal((await at.keyturn('start', name)).code, 0)
    assert.equal(await key('dc1'), first)
  })

  test('not without a right that Keyturn does not have, and the refusal says how to give it for the hour', async () => {
    const refused = await step()
    assert.equal(refused.why, 'right-missing')
    assert.match((await at.keyturn('krbtgt', name)).text, /NOT RESET krbtgt: .*Give it "Reset password"/)
    assert.equal(await key('dc1'), first)
    assert.equal(await stage(), 'unchanged')
    await allow(`CN=krbtgt,CN=Users,${base()}`, `(OA;;CR;${resetPassword};;${service})`)
  })

  test('once, though two press at once and the server is killed in the middle', async () => {
    {
      await using _ = await world.lab.pauseReplication()
      const two = Promise.allSettled([step(), step()])
      await sleep(1_000 + Math.random() * 1_000)
      await world.server.kill()
      await two
      await world.server.start()
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
    await world.lab.replicate('dc1', 'dc2')
    await until(
      async () => (await step()).why,
      (why) => why === 'too-early',
    )
    assert.equal(await stage(), 'resting')
    const { text } = await at.keyturn('krbtgt', name)
    assert.match(text, /NOT RESET krbtgt: tickets by the key before may live until 20/)
    assert.deepEqual([await key('dc1'), await key('dc2')], [first + 1, first + 1])
  })

  test('a second time when the tickets of before are dead, and never a third time', async () => {
    await world.server.stop()
    await world.server.start(await later(11 * 3_600_000))
    {
      await using _ = await world.lab.pauseReplication()
      const second = await step()
      assert.equal(second.why, 'reset', JSON.stringify(second))
      assert.equal(second.one?.reset === true && second.one.round, 2)
      assert.equal((await step()).why, 'under-way')
      await world.server.kill()
      await world.server.start(await later(30 * 3_600_000))
      assert.equal((await step()).why, 'under-way')
    }
    await world.lab.replicate('dc1', 'dc2')
    await until(
      async () => (await step()).why,
      (why) => why === 'done',
    )
    assert.equal((await step()).why, 'done')
    assert.deepEqual([await key('dc1'), await key('dc2')], [first + 2, first + 2])
    const done = await until(
      () => at.status(name),
      ({ state }) => state === 'verifying',
    )
    assert.equal(inState(done, 'written'), 1)
    assert.equal((await step()).why, 'done')
    assert.equal(await key('dc1'), first + 2)
  })

  test('and each write was announced before', async () => {
    const entries = (await world.audit()).filter(({ facts }) => facts['campaign'] === name)
    const of = (type: string) => entries.filter((one) => one.type === type)
    const done = of('krbtgt.reset').filter(({ outcome }) => outcome === 'ok')
    assert.ok(of('krbtgt.resetting').length >= 2 && done.length <= 2)
    await world.server.stop()
    await world.server.start()
  })
})

/** A server whose clock shows that much later: nobody waits ten hours. */
async function later(ms: number): Promise<readonly string[]> {
  const file = join(world.server.stateFolder, '..', 'later.mjs')
  await writeFile(
    file,
    `const Real = Date
globalThis.Date = class extends Real {
  constructor(...at) { if (at.length === 0) super(Real.now() + ${ms}); else super(...at) }
  static now() { return Real.now() + ${ms} }
}
`,
  )
  return ['env', `NODE_OPTIONS=--import=${file}`]
}
void approved
