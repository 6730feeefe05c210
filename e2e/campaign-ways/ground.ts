/** Two domain controllers, two operators, and what they do: for all suites of one lab. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { campaignWays, type CampaignWays } from '@keyturn/contract'
import { campaignsAt } from '../testing/campaigns.ts'
import { startWorld } from '../world/index.ts'

const patienceMs = 240_000
export type Ground = Awaited<ReturnType<typeof layGround>>

export async function layGround() {
  const world = await startWorld({ hosts: ['dc2', 'rodc1', 'mail'] })
  const at = campaignsAt(world)
  const carol = await world.newcomer({ sAMAccountName: 'op-carol' })
  const otto = await world.newcomer({ sAMAccountName: 'op-otto' })
  const dc1 = world.lab.dc('dc1')
  const service = (await dc1.attribute('(sAMAccountName=svc-keyturn)', 'objectSid')) ?? assert.fail()
  await world.lab.replicate('dc1', 'dc2')
  return {
    world,
    at,
    carol,
    otto,
    service,
    t0: new Date(),
    dc1: () => dc1,
    base: () => world.lab.domain.baseDn,
    allow: (dn: string, sddl: string) => dc1.samba('dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl}`),

    async ways(name: string): Promise<CampaignWays> {
      const { text } = await at.keyturn('ways', name, '--json')
      return campaignWays.parse(JSON.parse(text))
    },

    async approved(text: string): Promise<string> {
      const name = await at.draft(text)
      const simulated = await at.keyturn('simulate', name)
      assert.equal(simulated.code, 0, simulated.text)
      await at.approve(carol, name)
      const second = await at.approve(otto, name)
      assert.deepEqual(second, { approved: true, state: 'approved' })
      return name
    },
  }
}

export async function until<T>(ask: () => Promise<T>, is: (now: T) => boolean): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    const now = await ask()
    if (is(now)) return now
    assert.ok(performance.now() < end, `it stays: ${JSON.stringify(now)}`)
    await sleep(1_000)
  }
}
