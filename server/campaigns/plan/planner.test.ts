import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Principal } from '#directory'
import { aPrincipal, domainSid } from '../testing/principals.ts'
import { planCampaign, type PlannerDeps } from './planner.ts'
import { readPlan } from './read.ts'

const now = new Date('2026-11-28T12:00:00Z')
const carol = aPrincipal({ sAMAccountName: 'carol' })
const otto = aPrincipal({ sAMAccountName: 'otto' })
const anna = aPrincipal({ sAMAccountName: 'anna' })

/** A domain that is a list. `also`: other names that somebody answers to. */
function aDomain(also: Readonly<Record<string, Principal>> = {}): PlannerDeps['directory'] {
  const all = [carol, otto, anna]
  return {
    groupSid: async () => undefined,
    falling: { missingRights: async () => assert.fail('nothing falls') } as never,
    census: {
      async *principals() {
        yield all
      },
      async *named(names) {
        for (const name of names) {
          const found = also[name] ?? all.find(({ sAMAccountName }) => sAMAccountName === name)
          yield { name, found: found === undefined ? [] : [found] }
        }
      },
      ownDn: async (dn) => dn,
      isFilter: () => true,
      headPower: async () => ({ readable: true, trustees: [], openToAll: false }),
      domainSid: async () => domainSid,
    },
  }
}

async function refusals(change: (plan: string) => string, directory = aDomain()) {
  const text = change(`
campaign: friday
trigger: other
t0: 2026-11-27T18:00:00+01:00
operators: [carol, otto]
scope: [{ domain: all }]
exclusions: [{ account: carol, reason: runs it, owner: ada }, { account: otto, reason: runs it, owner: ada }]
segments: [{ segment: on-site, everyone: true }]
waves: { start: 2026-11-30 }
helpDesk: { agents: 10 }
`)
  const read = readPlan(text)
  assert.ok(read.ok, JSON.stringify(read))
  const sent = { text, tables: new Map() }
  const { planned } = await planCampaign(read.plan, sent, { directory, clock: () => now, show: undefined })
  return planned.refusals.map(({ code, subject }) => `${code} ${subject}`)
}

suite('a plan cannot be approved', () => {
  test('that nothing speaks against, it can', async () => {
    assert.deepEqual(await refusals((plan) => plan), [])
  })

  test('with two names of one operator: nobody approves alone', async () => {
    const found = await refusals(
      (plan) => plan.replace('[carol, otto]', '[carol, carol@corp.example]'),
      aDomain({ 'carol@corp.example': carol }),
    )
    assert.deepEqual(found, ['operators-same carol, carol@corp.example'])
  })

  test('with an operator whom nobody knows; that is said once', async () => {
    assert.deepEqual(await refusals((plan) => plan.replace('[carol, otto]', '[carol, ghost]')), [
      'account-unknown ghost',
    ])
  })

  test('before its T0 has been: whoever changes her password now would have to do it again', async () => {
    const later = '2026-11-28T13:00:01+01:00'
    assert.deepEqual(await refusals((plan) => plan.replace('2026-11-27T18:00:00+01:00', later)), [
      `t0-in-future ${later}`,
    ])
    assert.deepEqual(
      await refusals((plan) => plan.replace('2026-11-27T18:00:00+01:00', '2026-11-28T13:00:00+01:00')),
      [],
    )
  })

  test('with an exclusion that is over, from the day after its last', async () => {
    const until = (day: string) => (plan: string) =>
      plan.replace('{ account: otto, reason: runs it,', `{ account: otto, reason: runs it, until: ${day},`)
    assert.deepEqual(await refusals(until('2026-11-27')), ['exclusion-expired otto (2026-11-27)'])
    assert.deepEqual(await refusals(until('2026-11-28')), [])
  })
})
