import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { aDatabase } from '../../storage/testing.ts'
import { campaignsMigrations } from '../migrations/index.ts'
import { createUseStore } from './store-sql.ts'
import type { Use } from './store.ts'

const day = (text: string) => new Date(`2026-11-${text}T08:00:00Z`)
const use = (over: Partial<Use>): Use => ({
  name: 'svc-web',
  place: 'web1',
  kind: 'unit',
  detail: 'web.service',
  seen: day('20'),
  ...over,
})

suite('where accounts are used', () => {
  test('what a device tells replaces what it told, and nothing of others', async () => {
    await using db = await aDatabase([campaignsMigrations])
    const uses = createUseStore(db.tables())
    await uses.replace('d1', [use({}), use({ detail: 'old.service' }), use({ detail: 'old.service' })])
    await uses.replace('d2', [use({ place: 'web2' })])
    await uses.add([use({ place: '10.0.0.5', kind: 'log-on', detail: '', seen: day('22') })])
    await uses.replace('d1', [use({ seen: day('21') })])
    assert.deepEqual(
      (await uses.of(['svc-web', 'nobody'])).map(({ place, detail, seen }) => [place, detail, seen]),
      [
        ['10.0.0.5', '', day('22')],
        ['web1', 'web.service', day('21')],
        ['web2', 'web.service', day('20')],
      ],
    )
    assert.deepEqual(
      (await uses.running()).map(({ place }) => place),
      ['web1', 'web2'],
    )
    await uses.replace('d1', [])
    assert.equal((await uses.running()).length, 1)
  })

  test('one that calls itself as another one takes nothing of that one away', async () => {
    await using db = await aDatabase([campaignsMigrations])
    const uses = createUseStore(db.tables())
    await uses.replace('d1', [use({})])
    await uses.replace('thief', [use({ seen: day('22') })])
    assert.equal((await uses.of(['svc-web'])).length, 1, 'told twice, shown once')
    await uses.replace('thief', [])
    assert.deepEqual(
      (await uses.of(['svc-web'])).map(({ place }) => place),
      ['web1'],
    )
  })

  test('an older log changes no day that is known', async () => {
    await using db = await aDatabase([campaignsMigrations])
    const uses = createUseStore(db.tables())
    const logOn = { kind: 'log-on', detail: '' } as const
    await uses.add([use({ ...logOn, seen: day('20') }), use({ ...logOn, seen: day('22') })])
    await uses.add([use({ ...logOn, seen: day('21') })])
    assert.deepEqual(
      (await uses.of(['svc-web'])).map(({ seen }) => seen),
      [day('22')],
    )
    assert.deepEqual(await uses.of([]), [])
  })
})
