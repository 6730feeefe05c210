import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, test } from 'node:test'
import { sql } from 'kysely'
import { aDatabase } from '../../storage/testing.ts'
import { campaignsMigrations } from '../migrations/index.ts'
import { createCampaignStores } from '../stores.ts'

const at = (time: string) => new Date(`2026-11-30T${time}Z`)

async function aCampaign() {
  const db = await aDatabase([campaignsMigrations])
  const stores = createCampaignStores(db)
  const freeze = randomUUID()
  await stores.store.add({
    name: 'friday',
    plan: '',
    tables: {},
    digest: 'd',
    draftedBy: 'carol',
    changed: at('08:00'),
  })
  const put = (
    name: string,
    state: string,
    over: { written?: Date; back?: Date; why?: string; wave?: number | null },
  ) =>
    sql`insert into campaigns.targets ("freeze", account, name, segment, office, way, is_disabled, wave, state, why,
        written_at, back_at)
      values (${freeze}, ${randomUUID()}, ${name}, 'on-site', '', 'must-change', false,
        ${over.wave === undefined ? 1 : over.wave}, ${state}, ${over.why ?? null}, ${over.written ?? null}, ${over.back ?? null})`.execute(
      db.tables(),
    )
  return { db, ...stores, freeze, put, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() }
}

suite('what a console reads', () => {
  test('done by the hour: once, when it was written; what waits, failed, is exempt or by hand is not among it', async () => {
    await using campaign = await aCampaign()
    const { put, seen, freeze } = campaign
    await put('a', 'written', { written: at('08:10'), back: at('11:00') })
    await put('b', 'written', { written: at('08:50') })
    await put('c', 'verified', { back: at('09:00') })
    await put('d', 'waiting', {})
    await put('e', 'failed', { why: 'gone', written: at('08:10') })
    await put('f', 'exempt', {})
    await put('g', 'written', { written: at('08:10'), wave: null })
    assert.deepEqual(await seen.doneByHour(freeze), [
      { at: at('09:00'), accounts: 2 },
      { at: at('10:00'), accounts: 1 },
    ])
    assert.deepEqual(await seen.doneByHour(randomUUID()), [])
  })

  test('names of what failed: the first ones of each reason', async () => {
    await using campaign = await aCampaign()
    const { put, seen, freeze } = campaign
    for (const name of ['c', 'a', 'b']) await put(name, 'failed', { why: 'refused' })
    await put('z', 'failed', { why: 'gone' })
    assert.deepEqual(await seen.failed(freeze, 2), [
      { why: 'gone', name: 'z' },
      { why: 'refused', name: 'a' },
      { why: 'refused', name: 'b' },
    ])
  })

  test('calls are kept by the hour, and corrected; of one list the last word counts', async () => {
    await using campaign = await aCampaign()
    const { seen } = campaign
    await seen.tell('friday', [
      { from: at('09:00'), calls: 3 },
      { from: at('08:00'), calls: 7 },
      { from: at('09:00'), calls: 4 },
    ])
    await seen.tell('friday', [{ from: at('08:00'), calls: 8 }])
    assert.deepEqual(await seen.calls('friday'), [
      { from: at('08:00'), calls: 8 },
      { from: at('09:00'), calls: 4 },
    ])
    assert.deepEqual(await seen.calls('other'), [])
  })
})
