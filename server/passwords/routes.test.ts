import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Fault, type AccountId } from '#kernel'
import type { RouteRequest } from '#http'
import type { Change } from './changes.ts'
import { passwordRoutes } from './routes.ts'

const at = new Date('2026-11-21T10:00:00Z')
const session = {
  id: 'hers',
  kind: 'person',
  subject: 'anna',
  proved: false,
  proofs: [],
  expires: at,
} as const
const around = {
  params: {},
  query: {},
  origin: { address: '192.0.2.7', device: null },
  session,
  device: undefined,
  languages: [],
  signal: new AbortController().signal,
}
const asking: RouteRequest<'person.change'> = {
  ...around,
  body: { oldPassword: 'old', newPassword: 'New-2026' },
}

function aDesk(needed = 0) {
  const changed: Change[] = []
  const judged: string[] = []
  let now = at
  const routes = passwordRoutes({
    passwords: {
      policyFor: () => Promise.reject(new Error('nobody asked for the policy')),
      judge: async (account) => (judged.push(account), { problems: [], strength: 'good' }),
    },
    suggestions: { suggest: async (account, language) => ({ password: `${account} ${language}`, bits: 51 }) },
    changes: { change: async (change) => (changed.push(change), { changed: true, at }) },
    chooserOf: async (reset) => {
      if (reset !== 'r1') throw new Fault('reset.step-refused', 'she has not proved enough')
      return 'berta' as AccountId
    },
    clock: () => now,
    mayChange: async (_account, proofs) => proofs.length >= needed,
  })
  const ask = async (name: string, request: object) => {
    const found = routes.find((one) => one.name === name)
    assert.ok(found)
    return (await found.handle(request as RouteRequest<typeof found.name>)).body
  }
  return { ask, changed, judged, pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)) }
}

suite('the routes of a new password', () => {
  test('a change keeps the session that asks for it, and a session of a reset asks in vain', async () => {
    const { ask, changed } = aDesk()
    await ask('person.change', asking)
    const ofReset = { ...asking, session: { ...session, kind: 'reset' } }
    await assert.rejects(ask('person.change', ofReset), { code: 'session.missing' })
    assert.deepEqual(
      changed.map(({ account, session: kept }) => [account, kept]),
      [['anna', 'hers']],
    )
  })

  test('a change waits for the proofs that the policy asks for besides the old password', async () => {
    const { ask, changed } = aDesk(1)
    await assert.rejects(ask('person.change', asking), { code: 'session.unproved' })
    assert.deepEqual(changed, [])
    await ask('person.change', { ...asking, session: { ...session, proofs: ['totp'] } })
    assert.equal(changed.length, 1)
  })

  test('judge and suggest for whom the session is, and never for a name in the request', async () => {
    const { ask, judged } = aDesk()
    const body = { password: 'x', account: 'eve' }
    await ask('password.judge', { ...around, body })
    await ask('password.judge-in-reset', {
      ...around,
      body,
      session: { ...session, kind: 'reset', subject: 'r1' },
    })
    assert.deepEqual(judged, ['anna', 'berta'])
    assert.deepEqual(await ask('password.suggest', { ...around, body: { language: 'de' } }), {
      password: 'anna de',
      bits: 51,
    })
  })

  test('help nobody who has not proved who she is', async () => {
    const { ask, judged } = aDesk()
    const unproved = {
      ...around,
      body: { password: 'x' },
      session: { ...session, kind: 'reset', subject: 'r2' },
    }
    await assert.rejects(ask('password.judge-in-reset', unproved), { code: 'reset.step-refused' })
    await assert.rejects(ask('password.suggest-in-reset', unproved), { code: 'reset.step-refused' })
    await assert.rejects(ask('password.judge-in-reset', { ...around, body: {} }), { code: 'session.missing' })
    await assert.rejects(ask('password.judge', { ...unproved }), { code: 'session.missing' })
    assert.deepEqual(judged, [])
  })

  test('are a person’s, not a guessing machine’s: a flood waits, and only its own account', async () => {
    const { ask, pass } = aDesk()
    const judge = (subject: string) =>
      ask('password.judge', { ...around, body: { password: 'x' }, session: { ...session, subject } })
    for (let n = 0; n < 30; n++) await judge('anna')
    await assert.rejects(judge('anna'), { code: 'request.too-many' })
    await judge('berta')
    pass(2)
    await judge('anna')
  })
})
