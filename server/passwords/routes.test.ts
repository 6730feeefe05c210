import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RouteRequest } from '#http'
import type { Change } from './changes.ts'
import { passwordRoutes } from './routes.ts'

const at = new Date('2026-11-21T10:00:00Z')
const session = { id: 'hers', kind: 'person', subject: 'anna', proved: false, expires: at } as const
const asking: RouteRequest<'person.change'> = {
  params: {},
  query: {},
  body: { oldPassword: 'old', newPassword: 'New-2026' },
  origin: { address: '192.0.2.7', device: null },
  session,
  device: undefined,
  languages: [],
  signal: new AbortController().signal,
}

test('a change keeps the session that asks for it, and a session of a reset asks in vain', async () => {
  const asked: Change[] = []
  const routes = passwordRoutes({
    passwords: { policyFor: () => Promise.reject(new Error('nobody asked for the policy')) },
    changes: {
      async change(change) {
        asked.push(change)
        return { changed: true, at }
      },
    },
  })
  const change = routes.find(({ name }) => name === 'person.change')
  assert.ok(change)
  await change.handle(asking)
  await assert.rejects(change.handle({ ...asking, session: { ...session, kind: 'reset' } }), {
    code: 'session.missing',
  })
  assert.deepEqual(
    asked.map(({ account, session: kept }) => [account, kept]),
    [['anna', 'hers']],
  )
})
