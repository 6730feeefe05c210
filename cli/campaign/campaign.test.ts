import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import {
  campaignRefusal,
  campaignWarning,
  tableLineWhy,
  undecidedWhy,
  type CampaignForecast,
  type PlannedCampaign,
} from '@keyturn/contract'
import { aServer } from '../testing/server.ts'
import { campaign } from './index.ts'
import { lineWords, refusalWords, undecidedWords, warningWords } from './words.ts'

const plan: PlannedCampaign = {
  campaign: 'friday',
  trigger: 'ransomware',
  t0: '2026-11-27T17:00:00.000Z',
  digest: 'ab'.repeat(32),
  deadline: null,
  accounts: 1_204,
  excluded: 2,
  segments: [
    {
      segment: 'on-site',
      way: 'must-change',
      accounts: 1_200,
      disabled: 3,
      rules: [{ rule: '1: everyone', accounts: 1_200, examples: ['zoë', 'x\u001b[2J\u202ey'] }],
    },
  ],
  undecided: { accounts: 4, reasons: [{ why: 'no-rule', accounts: 4, examples: ['anna'] }] },
  tables: [{ table: 'people.csv', accounts: 3, refused: [{ line: 5, why: 'formula' }], refusedLines: 2 }],
  refusals: [{ code: 'contains-service-account', subject: 'svc-keyturn' }],
  warnings: [{ code: 'must-change-race', subject: 'on-site' }],
}
const hour = { callsHigh: 30, waitMinutes: 4, lockedOut: 2, lockedOutHigh: 5 }
const forecast: CampaignForecast = {
  people: 1_197,
  waves: [{ number: 1, day: '2026-11-30', people: 1_197, parts: [] }],
  hours: [
    { ...hour, from: '2026-11-30T08:00:00.000Z', calls: 24 },
    { ...hour, from: '2026-12-01T08:00:00.000Z', calls: 6 },
  ],
  calls: 30,
  waitMinutes: 4,
  worst: { callsPerHour: 30, waitMinutes: 4, lockedOut: 5 },
  ends: '2026-12-01T09:00:00.000Z',
  endsHigh: '2026-12-02T09:00:00.000Z',
  runs: 200,
  assumed: { enrolled: 0.6, measured: true, selfService: 0.85, stumble: 0.08, absent: 0.1, size: 1_197 },
}

/** A server that answers this, and what it was asked. */
async function run(answer: object, file: string, ...argv: readonly string[]) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'kt-cli-'))
  const socket = join(folder.path, 'local.sock')
  await writeFile(join(folder.path, 'plan.yaml'), file)
  await writeFile(join(folder.path, 'people.csv'), 'account\nanna\n')
  let asked = ''
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => (asked += chunk.toString()))
    request.on('end', () => void response.end(JSON.stringify(answer)))
  })
  server.listen(socket)
  await once(server, 'listening')
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  try {
    const [verb = '', ...more] = argv
    const code = await campaign([verb, join(folder.path, 'plan.yaml'), ...more], socket, {
      out: say,
      err: say,
    })
    return {
      code,
      said: said.join('\n'),
      asked: asked === '' ? {} : (JSON.parse(asked) as Record<string, unknown>),
    }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

suite('keyturn campaign', () => {
  test('sends the file with the tables that it names, and nothing else', async () => {
    const { asked } = await run(
      { ok: true, ...plan },
      'scope: [{ csv: people.csv }, { csv: gone.csv }]',
      'plan',
      '--show',
      'undecided',
    )
    assert.deepEqual(Object.keys(asked['tables'] as object), ['people.csv'])
    assert.equal(asked['show'], 'undecided')
    assert.equal(typeof asked['by'], 'string')
    assert.deepEqual((await run({ ok: true, ...plan }, '{ no yaml', 'plan')).asked['tables'], {})
  })

  test('shows a plan with what is in the way and the way out, and no name moves the cursor', async () => {
    const { code, said } = await run({ ok: true, ...plan }, '', 'plan')
    assert.equal(code, 1)
    assert.match(said, /^on-site +1,200 +must-change, 3 of them disabled$/m)
    assert.match(said, /^ {2}1: everyone +1,200 +zoë, x.\[2J.y, …$/m)
    assert.match(said, /line 5 begins like a formula/)
    assert.match(said, /and 1 more/)
    assert.match(said, /^NOTE .*must-change lets in whoever comes first/m)
    assert.match(said, /^REFUSED .*svc-keyturn.*"exclusions"/m)
    assert.ok(!said.includes('\u001b') && !said.includes('\u202e'))
  })

  test('ends with 0 where nothing is in the way', async () => {
    const free = { ...plan, refusals: [], undecided: { accounts: 0, reasons: [] } }
    assert.equal((await run({ ok: true, ...free }, '', 'plan')).code, 0)
  })

  test('tells all problems of a file, each with its line', async () => {
    const problems = [
      { line: 2, path: 'trigger', message: 'is none' },
      { line: 5, path: 't0', message: 'is no time' },
    ]
    const { code, said } = await run({ ok: false, problems }, '', 'plan')
    assert.equal(code, 2)
    assert.match(said, /2 problem\(s\):\n {2}line 2: trigger is none\n {2}line 5: t0 is no time/)
  })

  test('draws a forecast day by day, and says what it assumes', async () => {
    const { said, asked } = await run(
      { ok: true, ...plan, forecast },
      '',
      'simulate',
      '--size',
      '500',
      '--seed',
      '9',
    )
    assert.deepEqual([asked['size'], asked['seed']], [500, 9])
    assert.match(said, /60 % enrolled \(as measured now\)/)
    assert.match(said, /^2026-11-30 +1,197 +24 +30 +4\.0 +5 {2}#{40}$/m)
    assert.match(said, /^2026-12-01 +0 +6 +30 +4\.0 +5 {2}#{10}$/m)
    assert.match(said, /served on 2026-12-01; in one of ten runs not before 2026-12-02/)
    assert.match(said, /4 undecided accounts are in no wave/)
  })

  test('says that it never ends', async () => {
    const endless = { ...forecast, ends: null, endsHigh: null }
    assert.match((await run({ ok: true, ...plan, forecast: endless }, '', 'simulate')).said, /does not end/)
  })

  test('gives programs everything', async () => {
    const { said } = await run({ ok: true, ...plan, forecast }, '', 'simulate', '--json')
    assert.deepEqual(JSON.parse(said), { ok: true, ...plan, forecast })
  })

  test('schema prints the schema of a plan alone, for a file', async () => {
    await using server = await aServer(campaign, { schema: { type: 'object', title: 'a plan' } })
    assert.equal(await server.run('schema'), 0)
    assert.deepEqual(JSON.parse(server.out.join('\n')), { type: 'object', title: 'a plan' })
    assert.equal(await server.run('schema', 'plan.yaml'), 2)
  })

  test('with anything else shows how it is used', async () => {
    assert.equal((await run({}, '', 'begin')).code, 2)
    await assert.rejects(run({}, '', 'simulate', '--size', 'many'), /--size is a whole number/)
  })

  test('has words for whatever a server may say', () => {
    const said = [
      ...campaignRefusal.shape.code.options.map((code) => refusalWords[code]('x')),
      ...campaignWarning.shape.code.options.map((code) => warningWords[code]('x')),
      ...undecidedWhy.options.map((why) => undecidedWords[why]),
      ...tableLineWhy.options.map((why) => lineWords[why]),
    ]
    assert.ok(said.length > 20 && said.every((text) => text.length > 10))
  })
})
