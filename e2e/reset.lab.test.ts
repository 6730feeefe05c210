/** What people do when they forgot a password, each on the real product: server, database, domain, mail, workstation. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { ResetView } from '@keyturn/contract'
import { toldWhy } from './testing/why-suite.ts'
import { startWorld, type Enrolled, type PortalClient, type World } from './world/index.ts'

let world: World
before(async () => void (world = await startWorld({ hosts: ['mail', 'office1'] })))
after(() => world[Symbol.asyncDispose]())

type Choosing = Extract<ResetView, { state: 'choosing' }>

/** Up to the page where she chooses: proved by a recovery code, which needs no waiting for the next minute. */
async function proved(who: Enrolled, identifier = who.person.sAMAccountName, purpose = 'reset' as const) {
  const client = world.server.client()
  await client.must('reset.start', { purpose, identifier })
  const view = await client.must('reset.prove', { factor: 'recovery-code', answer: slip(who) })
  return { client, view: choosing(view) }
}

function slip({ recoveryCodes }: Enrolled): string {
  return recoveryCodes[0] ?? assert.fail('no recovery code')
}

function choosing(view: ResetView): Choosing {
  return view.state === 'choosing' ? view : assert.fail(`the page shows ${JSON.stringify(view)}`)
}

async function choose(client: PortalClient, password: string): Promise<ResetView> {
  return await client.must('reset.choose', { password })
}

async function assertChanged({ person }: Enrolled, password: string): Promise<void> {
  assert.equal(await world.letsIn(person, password), true, 'the new password is refused')
  assert.equal(await world.letsIn(person, person.password), false, 'the old password still works')
}

suite('somebody who forgot her password', () => {
  test('resets it by her app and logs on to the office workstation with it', async () => {
    const alice = await world.enrol(world.lab.person('alice'))
    const client = world.server.client()
    const first = await client.must('reset.start', { purpose: 'reset', identifier: 'alice' })
    assert.ok(first.state === 'proving')
    const page = await client.must('reset.prove', { factor: 'totp', answer: await alice.freshCode() })
    assert.equal(choosing(page).account.displayName, 'Alice Becker')
    const end = await choose(client, 'Violet-Harbor-2026')
    assert.ok(end.state === 'done')
    assert.deepEqual(end.notified, ['a•••@corp.example'])
    await assertChanged(alice, 'Violet-Harbor-2026')
    assert.equal((await world.lab.logon('office1', 'alice', 'Violet-Harbor-2026')).ok, true)
    assert.equal((await world.lab.logon('office1', 'alice', alice.person.password)).ok, false)
  })

  test('resets it by a recovery code, which works once', async () => {
    const who = await world.newcomer()
    const { client } = await proved(who)
    assert.equal((await choose(client, 'Quiet-Meadow-17')).state, 'done')
    await assertChanged(who, 'Quiet-Meadow-17')
    const again = world.server.client()
    await again.must('reset.start', { purpose: 'reset', identifier: who.person.upn })
    const view = await again.must('reset.prove', { factor: 'recovery-code', answer: slip(who) })
    assert.ok(view.state === 'proving' && view.wrong)
  })

  test('is told by mail, at her own address only', async () => {
    const who = await world.newcomer({ mail: 'wanda@corp.example', givenName: 'Wanda', sn: 'Told' })
    const other = await world.newcomer({ mail: 'other@corp.example' })
    const { client } = await proved(who)
    await choose(client, 'Quiet-Meadow-18')
    // App enrolled, recovery codes issued, password reset.
    const { subject, text } = await world.lab.mail().arrival('wanda@corp.example', 3)
    assert.match(subject, /password/i)
    assert.match(text, /4711/)
    assert.doesNotMatch(text, /Quiet-Meadow/)
    assert.equal((await world.lab.mail().inbox(other.person.mail ?? '')).length, 2)
  })

  test('finds it in her recent activity and signs in with the new password', async () => {
    const who = await world.newcomer()
    const { client } = await proved(who)
    await choose(client, 'Quiet-Meadow-19')
    const portal = world.server.client()
    await portal.must('person.sign-in', { identifier: who.person.upn, password: 'Quiet-Meadow-19' })
    const { entries } = await portal.must('person.activity')
    const types = entries.map(({ type }) => type)
    for (const type of ['reset.started', 'reset.proved', 'reset.setting', 'reset.done']) {
      assert.ok(types.includes(type), `${type} is not among ${types.join(', ')}`)
    }
  })

  for (const [form, write] of [
    ['sAMAccountName', (name: string) => name.toUpperCase()],
    ['CORP\\name', (name: string) => `corp\\${name}`],
    ['user principal name', (name: string) => `${name}@corp.example`],
    ['mail address', (name: string) => `Mail.${name}@corp.example`],
  ] as const) {
    test(`is found by her ${form}`, async () => {
      const name = `found.${form.length}`
      const who = await world.newcomer({ sAMAccountName: name, mail: `mail.${name}@corp.example` })
      const { view } = await proved(who, write(name))
      assert.equal(view.account.name, name)
    })
  }
})

suite('a password that is chosen', () => {
  test('follows the stricter policy of the finance people', async () => {
    const dora = await world.enrol(world.lab.person('dora'))
    const { client, view } = await proved(dora)
    assert.deepEqual([view.policy.source, view.policy.minLength, view.policy.history], ['pso', 14, 10])
    const refused = choosing(await choose(client, 'Only-Twelve-1'))
    assert.deepEqual([refused.problems, refused.interrupted], [['too-short'], false])
    assert.equal(await world.letsIn(dora.person, dora.person.password), true)
    assert.equal((await choose(client, 'Fourteen-Long-1')).state, 'done')
    await assertChanged(dora, 'Fourteen-Long-1')
  })

  test('that she had before is refused, and the next one ends what it interrupted', async () => {
    const who = await world.newcomer()
    const { client } = await proved(who)
    const refused = choosing(await choose(client, who.person.password))
    assert.deepEqual([refused.problems, refused.interrupted], [['in-history'], true])
    assert.equal(await world.letsIn(who.person, who.person.password), false)
    assert.equal((await choose(client, 'Quiet-Meadow-20')).state, 'done')
    await assertChanged(who, 'Quiet-Meadow-20')
  })

  test('is refused for each rule she can keep, in words, before anything is written', async () => {
    const who = await world.newcomer({ givenName: 'Ruth', sn: 'Ruler' })
    const { client } = await proved(who)
    for (const [password, problem] of [
      ['short-1A', 'too-short'],
      ['alllowercase', 'too-simple'],
      ['My-Ruler-2026', 'contains-name'],
      ['Tab\there-2026', 'unsupported-character'],
    ] as const) {
      const view = choosing(await choose(client, password))
      // Some of them break a rule of the house as well.
      assert.ok(view.problems.includes(problem), `${password}: ${view.problems.join()}`)
      assert.equal(view.interrupted, false)
    }
    assert.equal(await world.letsIn(who.person, who.person.password), true)
  })

  test('beyond ASCII is the one that was typed, for people with names beyond ASCII', async () => {
    for (const [name, shown, password] of [
      ['zoe', 'Zoë Müller', 'Überraschung "9" für łódź'],
      ['lukasz', 'Łukasz Wójcik', 'Zażółć-gęślą-jaźń-3'],
      ['tanaka', '田中 太郎', '密码很长很长很长的-Ab1'],
    ] as const) {
      const who = await world.enrol(world.lab.person(name))
      const { client, view } = await proved(who)
      assert.equal(view.account.displayName, shown)
      assert.equal((await choose(client, password)).state, 'done')
      await assertChanged(who, password)
    }
  })
})

suite('an account that AD does not let in', () => {
  test('because it is locked is unlocked by a reset as well', async () => {
    const who = await world.newcomer()
    await world.lockOut(who.person)
    const { client, view } = await proved(who)
    assert.equal(view.locked, true)
    assert.equal((await choose(client, 'Quiet-Meadow-21')).state, 'done')
    await assertChanged(who, 'Quiet-Meadow-21')
  })

  test('because it is locked is unlocked without a new password', async () => {
    const who = await world.newcomer()
    await world.lockOut(who.person)
    assert.equal(await world.letsIn(who.person, who.person.password), false)
    const client = world.server.client()
    await client.must('reset.start', { purpose: 'unlock', identifier: who.person.sAMAccountName })
    await client.must('reset.prove', { factor: 'recovery-code', answer: slip(who) })
    // What was proved for an unlock is not for a reset.
    const reset = await client.call('reset.choose', { password: 'Quiet-Meadow-22' })
    assert.equal(reset.error, 'reset.step-refused')
    const end = await client.must('reset.unlock')
    assert.deepEqual([end.state, end.purpose], ['done', 'unlock'])
    assert.equal(await world.letsIn(who.person, who.person.password), true)
  })

  for (const name of ['erik', 'mona']) {
    const state = name === 'erik' ? 'its password expired' : 'its password must be changed'
    test(`because ${state} is usable after a reset`, async () => {
      const who = await world.enrol(world.lab.person(name))
      const { client } = await proved(who)
      assert.equal((await choose(client, 'Usable-Compass-44')).state, 'done')
      await assertChanged(who, 'Usable-Compass-44')
    })
  }
})

toldWhy(() => world)

/**
 * That the old one is refused is not asked here: after a change, unlike a reset in two steps, AD lets it in to binds
 * for an hour more (OldPasswordAllowedPeriod; Samba: `old password allowed period`).
 */
suite('somebody who knows her password', () => {
  for (const state of ['normal', 'password-expired', 'must-change'] as const) {
    test(`changes it (${state})`, async () => {
      const who = await world.newcomer({ state })
      const { password: old } = who.person
      const client = world.server.client()
      const me = await client.must('person.sign-in', { identifier: who.person.upn, password: old })
      assert.equal(me.mustChange, state !== 'normal')
      const newPassword = 'Changed-Garden-12'
      const answer = await client.must('person.change', { oldPassword: old, newPassword })
      assert.equal(answer.changed, true)
      assert.equal(await world.letsIn(who.person, newPassword), true)
    })
  }

  test('is told why it cannot be changed: too young, the same, the wrong old one', async () => {
    const who = await world.newcomer()
    const { password: old } = who.person
    const client = world.server.client()
    await client.must('person.sign-in', { identifier: who.person.upn, password: old })
    const change = async (oldPassword: string, newPassword: string) => {
      const answer = await client.must('person.change', { oldPassword, newPassword })
      return answer.changed ? [] : answer.problems
    }
    assert.deepEqual(await change('Not-My-Old-One-1', 'Changed-Garden-13'), ['wrong-old-password'])
    assert.deepEqual(await change(old, old), ['same-as-old'])
    assert.deepEqual(await change(old, 'Changed-Garden-13'), [])
    assert.deepEqual(await change('Changed-Garden-13', 'Changed-Garden-14'), ['too-young'])
    assert.equal(await world.letsIn(who.person, 'Changed-Garden-13'), true)
    assert.equal(await world.letsIn(who.person, 'Changed-Garden-14'), false)
  })
})

test('the audit log of all this verifies, and each announced write has its end', async () => {
  const entries = await world.audit()
  const of = (type: string) => entries.filter((entry) => entry.type === type).length
  assert.ok(of('reset.done') >= 9)
  assert.equal(of('reset.setting'), of('reset.done') + of('reset.interrupted') + of('reset.rejected'))
  assert.equal(of('unlock.setting'), of('unlock.done'))
})
