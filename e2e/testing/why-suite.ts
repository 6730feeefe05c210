import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Enrolled, World } from '../world/index.ts'

type Reason = readonly [reason: string, attributes: readonly string[], hindrance: object]

const noHour = Buffer.alloc(21).toString('base64')
const reasons: readonly Reason[] = [
  ['is disabled', ['userAccountControl: 514'], { what: 'disabled' }],
  ['has expired', ['accountExpires: 132000000000000000'], { what: 'expired' }],
  ['must change her password', ['pwdLastSet: 0'], { what: 'must-change' }],
  ['may use a smart card only', ['userAccountControl: 262656'], { what: 'smart-card' }],
  ['has no hours', [`logonHours:: ${noHour}`], { what: 'hours', from: null }],
  [
    'has other computers',
    ['userWorkstations: DESK-11,DESK-12'],
    { what: 'computers', names: ['DESK-11', 'DESK-12'], here: null },
  ],
]

/** Why somebody cannot log on, by the real attributes; needs `office1`. */
export function toldWhy(world: () => World): void {
  suite('somebody who does not know why she cannot log on', () => {
    for (const [reason, attributes, hindrance] of reasons) {
      test(`and ${reason} is told so, and it is what keeps her from the office workstation`, async () => {
        const who = await world().newcomer()
        const logon = () => world().lab.logon('office1', who.person.sAMAccountName, who.person.password)
        assert.equal((await logon()).ok, true, 'she could, before')
        await set(world(), who, attributes)
        assert.deepEqual((await told(world(), who)).view.hindrances, [hindrance])
        assert.equal((await logon()).ok, false)
      })
    }

    test('and is locked unlocks her account there and then, and proves nothing twice', async () => {
      const who = await world().newcomer()
      await world().lockOut(who.person)
      const { client, view } = await told(world(), who)
      assert.deepEqual([view.hindrances, view.onward], [[{ what: 'locked' }], ['reset', 'unlock']])
      assert.equal((await client.must('reset.go-on', { purpose: 'unlock' })).state, 'choosing')
      assert.equal((await client.must('reset.unlock')).state, 'done')
      assert.equal(await world().letsIn(who.person, who.person.password), true)
    })

    test('and whose account is in order is told that, and may choose a new password', async () => {
      const who = await world().newcomer()
      const { client, view } = await told(world(), who)
      assert.deepEqual(view.hindrances, [])
      assert.equal((await client.must('reset.go-on', { purpose: 'reset' })).state, 'choosing')
      const end = await client.must('reset.choose', { password: 'Quiet-Meadow-23' })
      assert.equal(end.state, 'done')
      assert.equal(await world().letsIn(who.person, 'Quiet-Meadow-23'), true)
    })

    test('and is an administrator is told nothing for two proofs of one kind', () => administrator(world()))

    test('finds in the log what each of them was told', async () => {
      const entries = await world().audit()
      const said = entries.flatMap(({ type, facts }) => (type === 'why.told' ? [facts['told']] : []))
      const all = ['disabled', 'expired', 'must-change', 'smart-card', 'hours', 'computers', 'locked', '']
      assert.deepEqual(said, all)
    })
  })
}

/** As an administrator sets them, on the DC itself. */
async function set(world: World, { person }: Enrolled, lines: readonly string[]): Promise<void> {
  const changes = lines.map((line) => `replace: ${line.slice(0, line.indexOf(':'))}\n${line}\n-\n`).join('')
  await world.lab.dc('dc1').ldb('ldbmodify', `dn: ${person.dn}\nchangetype: modify\n${changes}`)
}

async function told(world: World, who: Enrolled) {
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'why', identifier: who.person.sAMAccountName })
  const view = await client.must('reset.prove', { factor: 'recovery-code', answer: slip(who) })
  return view.state === 'told' ? { client, view } : assert.fail(`the page shows ${JSON.stringify(view)}`)
}

async function administrator(world: World): Promise<void> {
  const ada = await world.enrol(world.lab.person('ada'))
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'why', identifier: 'ada' })
  await client.must('reset.prove', { factor: 'recovery-code', answer: slip(ada) })
  const view = await client.must('reset.prove', { factor: 'totp', answer: await ada.freshCode() })
  assert.ok(view.state === 'proving')
  assert.deepEqual(view.proved, ['recovery-code', 'totp'])
}

function slip({ recoveryCodes }: Enrolled): string {
  return recoveryCodes[0] ?? assert.fail('no recovery code')
}
