import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Changes } from './changes.ts'
import { anEdge } from '../http/testing.ts'
import { passwordRoutes } from './routes.ts'

test('the session that asks for a change is the one that is kept, and its person the one whose password changes', async () => {
  const asked: Parameters<Changes['change']>[0][] = []
  const routes = passwordRoutes({
    passwords: { policyFor: () => Promise.reject(new Error('nobody asked for the policy')) },
    changes: {
      async change(change) {
        asked.push(change)
        return { changed: true, at: new Date('2026-11-21T10:00:00Z') }
      },
    },
  })
  await using edge = await anEdge({}, {}, { routes })
  const { token, session } = await edge.sessions.start({ kind: 'person', subject: 'anna', ttlSeconds: 60 })
  const { status } = await edge.ask('/api/me/password', {
    body: { oldPassword: 'old', newPassword: 'New-2026' },
    headers: { cookie: `__Host-keyturn-person=${token}` },
  })
  assert.equal(status, 200)
  assert.deepEqual(
    asked.map((change) => [change.account, change.session]),
    [['anna', session.id]],
  )
})
