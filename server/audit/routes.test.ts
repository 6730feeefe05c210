import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { routes, type RouteAnswer, type RouteName } from '@keyturn/contract'
import type { Answered, Handler, RouteRequest } from '#http'
import { auditRoutes } from './routes.ts'
import { alice, anAccount, anEvent, bob } from './testing/an-event.ts'
import { anAuditLog } from './testing/index.ts'

suite('your recent activity', () => {
  test('shows what happened to one’s own account, the newest first, and nothing of anybody else', async () => {
    await using log = await anAuditLog()
    await log.append(anEvent({ account: anAccount(bob), origin: { address: '10.9.9.9', device: null } }))
    await log.append(anEvent())
    await log.append(anEvent({ type: 'reset.done', outcome: 'ok', origin: null }))
    const { body } = await call(log, 'person.activity', { session: aSession('person', alice) })
    assert.deepEqual(
      body.entries.map(({ type, outcome, address, device }) => [type, outcome, address, device]),
      [
        ['reset.done', 'ok', '', null],
        ['reset.setting', 'announced', '10.1.2.3', 'pc-17'],
      ],
    )
    routes['person.activity'].answer.parse(body)
  })

  test('says why a computer does not know the new password, and no other fact', async () => {
    await using log = await anAuditLog()
    const facts = { why: 'vpn-did-not-open', tried: 'direct vpn' }
    await log.append(anEvent({ type: 'reset.refused', outcome: 'refused', facts }))
    await log.append(anEvent({ type: 'device.not-refreshed', outcome: 'refused', facts }))
    const { body } = await call(log, 'person.activity', { session: aSession('person', alice) })
    assert.deepEqual(
      body.entries.map((entry) => [entry.type, entry.why, 'tried' in entry]),
      [
        ['device.not-refreshed', 'vpn-did-not-open', false],
        ['reset.refused', undefined, false],
      ],
    )
  })

  test('is not shown to the session of a reset, or to none', async () => {
    await using log = await anAuditLog()
    for (const session of [undefined, aSession('reset', alice)]) {
      await assert.rejects(call(log, 'person.activity', { session }), { code: 'session.missing' })
    }
  })
})

suite('the export', () => {
  test('comes in pages that together are the whole log', async () => {
    await using log = await anAuditLog()
    for (let i = 0; i < 7; i++) await log.append(anEvent())
    const pages: string[] = []
    for (let from: number | null = 0; from !== null;) {
      const page: RouteAnswer<'admin.audit-entries'> = (
        await call(log, 'admin.audit-entries', { query: { from, limit: 3 } })
      ).body
      routes['admin.audit-entries'].answer.parse(page)
      pages.push(...page.entries)
      from = page.next
    }
    assert.deepEqual(pages, await log.leaves(0, 100))
  })

  test('has a checkpoint with the key to check it', async () => {
    await using log = await anAuditLog()
    await log.append(anEvent())
    const { body } = await call(log, 'admin.audit-checkpoint', {})
    assert.deepEqual(body, await log.checkpoint())
    routes['admin.audit-checkpoint'].answer.parse(body)
  })
})

async function call<N extends RouteName>(
  log: Parameters<typeof auditRoutes>[0],
  name: N,
  request: Partial<RouteRequest<N>>,
): Promise<Answered<N>> {
  const found = auditRoutes(log).find((one) => one.name === name)
  assert.ok(found)
  const rest = { origin: { address: '', device: null }, device: undefined, languages: [], session: undefined }
  const signal = new AbortController().signal
  // `route` keeps the handler of each name with that name.
  const handle = found.handle as unknown as Handler<N>
  return await handle({ ...rest, signal, ...request } as RouteRequest<N>)
}

function aSession(kind: 'person' | 'reset', subject: string) {
  return { kind, subject, proved: true, proofs: [], expires: new Date('2030-01-01'), id: 's1' }
}
