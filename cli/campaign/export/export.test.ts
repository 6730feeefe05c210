import assert from 'node:assert/strict'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { CampaignForecast, CampaignShown } from '@keyturn/contract'
import { readTable } from '@keyturn/protocols/table'
import { aServer } from '../../testing/server.ts'
import { campaign } from '../index.ts'

const plan = 'campaign: friday # zoë\nscope: [{ csv: people.csv }]\n'
const hour = { calls: 24.123_456, callsHigh: 30, waitMinutes: 4, lockedOut: 2, lockedOutHigh: 5 }
const forecast: CampaignForecast = {
  people: 30,
  waves: [
    {
      number: 1,
      day: '2026-11-30',
      people: 30,
      parts: [
        { segment: 'on-site', office: '=HYPERLINK("https://evil.example","Lisboa")', people: 20 },
        { segment: 'hybrid', office: 'Pune, "West"\n', people: 10 },
      ],
    },
  ],
  hours: [
    { ...hour, from: '2026-11-30T08:00:00.000Z' },
    { ...hour, from: '2026-11-30T09:00:00.000Z', calls: 0.004 },
  ],
  calls: 30,
  waitMinutes: 4,
  worst: { callsPerHour: 30, waitMinutes: 4, lockedOut: 5 },
  ends: null,
  endsHigh: null,
  runs: 200,
  assumed: { enrolled: 0.6, measured: true, selfService: 0.85, stumble: 0.08, absent: 0.1, size: 30 },
}
const shown: CampaignShown = {
  campaign: 'friday',
  state: 'simulated',
  digest: 'ab'.repeat(32),
  draftedBy: 'carol',
  changed: '2026-11-28T08:00:00.000Z',
  plan,
  operators: [],
  approvedBy: [],
  forecast,
}

suite('keyturn campaign export', () => {
  test('writes plan, digest and forecast as they are kept, for nobody else to read', async () => {
    await using server = await aServer(campaign, shown)
    const to = join(server.folder, 'friday')
    assert.equal(await server.run('export', 'friday', '--to', to), 0)
    assert.deepEqual(server.bodies, [{ campaign: 'friday' }])
    const names = ['digest.txt', 'forecast.json', 'hours.csv', 'plan.yaml', 'waves.csv']
    assert.deepEqual((await readdir(to)).toSorted(), names)
    for (const name of names) assert.equal((await stat(join(to, name))).mode & 0o777, 0o600)
    const read = (name: string) => readFile(join(to, name), 'utf8')
    assert.equal(await read('plan.yaml'), plan)
    assert.equal(await read('digest.txt'), `${shown.digest}\n`)
    assert.deepEqual(JSON.parse(await read('forecast.json')), forecast)
    assert.equal(
      await read('hours.csv'),
      'from,calls,callsHigh,waitMinutes,lockedOut,lockedOutHigh\r\n' +
        '2026-11-30T08:00:00.000Z,24.12,30,4,2,5\r\n2026-11-30T09:00:00.000Z,0,30,4,2,5\r\n',
    )
    assert.match(server.out.join('\n'), new RegExp(`digest ${shown.digest}`))
  })

  test('runs nothing in a spreadsheet: offices are as somebody wrote them', async () => {
    await using server = await aServer(campaign, shown)
    const to = join(server.folder, 'friday')
    await server.run('export', 'friday', '--to', to)
    const table = readTable(await readFile(join(to, 'waves.csv')), 10)
    assert.ok(table.ok)
    assert.deepEqual(
      table.rows.map(({ values }) => values),
      [
        ['1', '2026-11-30', 'on-site', `'=HYPERLINK("https://evil.example","Lisboa")`, '20'],
        ['1', '2026-11-30', 'hybrid', 'Pune, "West" ', '10'],
      ],
    )
  })

  test('never writes over another one', async () => {
    await using server = await aServer(campaign, shown)
    const to = join(server.folder, 'friday')
    assert.equal(await server.run('export', 'friday', '--to', to), 0)
    const before = await readFile(join(to, 'plan.yaml'), 'utf8')
    assert.equal(await server.run('export', 'friday', '--to', to), 1)
    assert.match(server.err.join('\n'), /name a folder that is empty or not there/)
    assert.equal(await readFile(join(to, 'plan.yaml'), 'utf8'), before)
  })

  test('of what was not simulated yet writes nothing, and says what to do', async () => {
    await using server = await aServer(campaign, { ...shown, state: 'draft', forecast: null })
    const to = join(server.folder, 'friday')
    assert.equal(await server.run('export', 'friday', '--to', to), 1)
    assert.match(server.err.join('\n'), /keyturn campaign simulate friday/)
    await assert.rejects(readdir(to), { code: 'ENOENT' })
  })

  test('without a folder or a name says how it is used, and asks nobody', async () => {
    await using server = await aServer(campaign, shown)
    assert.equal(await server.run('export', 'friday'), 2)
    assert.equal(await server.run('export', '--to', 'x'), 2)
    assert.deepEqual(server.bodies, [])
  })
})
