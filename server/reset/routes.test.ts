import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { resetView, routes as contract } from '@keyturn/contract'
import type { RouteRequest, Session } from '#http'
import type { Resets } from './resets.ts'
import { resetRoutes } from './routes.ts'

const view = { state: 'setting', purpose: 'reset' } as const

function aDesk() {
  const calls: unknown[][] = []
  const call =
    (name: string) =>
    async (...args: unknown[]) => {
      calls.push([name, ...args])
      return view
    }
  const resets = {
    start: async (...args: unknown[]) => {
      calls.push(['start', ...args])
      return { id: 'r1', view }
    },
    view: call('view'),
    challenge: async (...args: unknown[]) => {
      calls.push(['challenge', ...args])
      return { kind: 'type' } as const
    },
    ready: async (...args: unknown[]) => {
      calls.push(['ready', ...args])
      return false
    },
    prove: call('prove'),
    choose: call('choose'),
    unlock: call('unlock'),
    goOn: async (...args: unknown[]) => {
      calls.push(['goOn', ...args])
      return { id: 'r2', view }
    },
    cancel: call('cancel'),
    endAll: async () => {},
    sweeper: { sweep: async () => {}, look: async () => {} },
  } satisfies Omit<Resets, 'rest' | 'chooser' | 'forgetProofs'>
  const mounted = resetRoutes(resets)
  const ask = (name: string, request: Partial<RouteRequest<'reset.start'>> | object) => {
    const found = mounted.find((one) => one.name === name)
    assert.ok(found, name)
    const origin = { address: '192.0.2.7', device: null }
    return found.handle({ origin, languages: [], session: undefined, ...request } as never)
  }
  return { calls, mounted, ask }
}

const session = (kind: Session['kind']): Session => ({
  kind,
  subject: 'r1',
  proved: false,
  proofs: [],
  expires: new Date('2026-11-21T11:00:00Z'),
  id: 's1',
})

suite('the routes of a reset', () => {
  test('are those of the contract', () => {
    const expected = Object.keys(contract).filter((name) => name.startsWith('reset.'))
    assert.deepEqual(
      aDesk()
        .mounted.map(({ name }) => name)
        .toSorted(),
      expected.toSorted(),
    )
  })

  test('start a session that names the reset, and no language longer than one is', async () => {
    const desk = aDesk()
    const body = { purpose: 'reset', identifier: 'alice' }
    const answer = await desk.ask('reset.start', { body, languages: ['x'.repeat(5000)] })
    assert.deepEqual(answer.session, { start: { kind: 'reset', subject: 'r1', ttlSeconds: 3600 } })
    assert.ok(resetView.safeParse(answer.body).success)
    assert.equal(JSON.stringify(desk.calls).length < 500, true)
  })

  test('do nothing without a session, nor with one of somebody who only signed in', async () => {
    for (const name of [
      'reset.view',
      'reset.challenge',
      'reset.challenge-state',
      'reset.prove',
      'reset.choose',
      'reset.unlock',
      'reset.cancel',
    ]) {
      for (const wrong of [undefined, session('person')]) {
        const desk = aDesk()
        const body = { factor: 'totp', answer: '1', password: 'x' }
        const params = { factor: 'totp' }
        await assert.rejects(desk.ask(name, { body, params, session: wrong }), { code: 'session.missing' })
        assert.deepEqual(desk.calls, [])
      }
    }
  })

  test('pass the password and the answer on as secrets only', async () => {
    const desk = aDesk()
    const given = { session: session('reset') }
    await desk.ask('reset.choose', { ...given, body: { password: 'Sommer-2026' } })
    await desk.ask('reset.prove', { ...given, body: { factor: 'totp', answer: '135790' } })
    assert.equal(desk.calls.length, 2)
    assert.doesNotMatch(JSON.stringify(desk.calls), /Sommer|135790/)
  })

  test('end the session with a cancelled reset', async () => {
    const answer = await aDesk().ask('reset.cancel', { body: {}, session: session('reset') })
    assert.deepEqual(answer.session, { end: 'reset' })
  })
})
