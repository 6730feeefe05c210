import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { segmentName, targetState, type CampaignStatus } from '@keyturn/contract'
import { aServer } from '../testing/server.ts'
import { campaign } from './index.ts'
import { statusLines } from './status-lines.ts'

type Count = CampaignStatus['counts'][number]

const count = (over: Partial<Count> = {}): Count => ({
  segment: 'on-site',
  way: 'must-change',
  wave: 1,
  day: '2026-11-30',
  state: 'written',
  why: null,
  accounts: 10,
  back: 0,
  ...over,
})
const status = (over: Partial<CampaignStatus> = {}): CampaignStatus => ({
  campaign: 'friday',
  state: 'running',
  digest: 'ab'.repeat(32),
  draftedBy: 'carol',
  changed: '2026-11-30T08:00:00.000Z',
  counts: [],
  stragglers: [],
  exemptions: [],
  notices: [],
  pace: null,
  forecast: null,
  ...over,
})
const said = (over: Partial<CampaignStatus>) => statusLines(status(over)).join('\n')

suite('how far a campaign is', () => {
  test('says the pace of each domain controller where the plan sets one', () => {
    assert.doesNotMatch(said({}), /pace/)
    const dcs = [
      { dc: 'dc1.corp.example', writes: 600 },
      { dc: 'dc2.corp.example', writes: 50 },
    ]
    assert.match(
      said({ pace: { writesPerMinute: 1_200, dcs } }),
      /pace: at most 1,200 writes a minute on each domain controller; in this one dc1\.corp\.example 600, dc2\.corp\.example 50/,
    )
  })

  test('is told in one line: of all accounts, those of which nothing is left to be done', () => {
    const counts = targetState.options.map((state) => count({ state, accounts: 1_000 }))
    const [first] = statusLines(status({ counts }))
    // Written, verified, exempt, enforced.
    assert.equal(first, 'friday: running, 4,000 of 9,000 accounts done')
    assert.deepEqual(statusLines(status({ state: 'draft' })), ['friday: draft, 0 of 0 accounts done'])
  })

  test('by segment in the order of their turn, and by wave', () => {
    const counts = [
      count({ wave: 2, day: '2026-12-01', state: 'waiting' }),
      ...segmentName.options.toReversed().map((segment) => count({ segment })),
    ]
    const rows = statusLines(status({ counts })).slice(3)
    const found = rows.map((row) => row.split(/ +/)).filter(([segment]) => segment !== '')
    const names = found.slice(0, counts.length).map(([segment, , wave]) => `${segment} ${wave}`)
    const expected = segmentName.options.map((segment) => `${segment} 1`)
    assert.deepEqual(names, expected.toSpliced(expected.indexOf('on-site 1') + 1, 0, 'on-site 2'))
  })

  test('says who is back only of those whose people come back by themselves', () => {
    const row = (over: Partial<Count>) => statusLines(status({ counts: [count({ back: 7, ...over })] }))[3]
    assert.equal(
      row({}),
      'on-site                must-change            1 2026-11-30 written           10        7',
    )
    assert.match(row({ state: 'enforced', why: 'random-reset' }) ?? '', / 10 +7$/)
    for (const over of [
      { state: 'enforced', why: 'disabled' },
      { state: 'waiting' },
      { wave: null, day: null, way: 'manual' },
    ] as const)
      assert.match(row(over) ?? '', / 10$/)
  })

  test('tells what failed by its reason and the way out, added up over waves', () => {
    const failed = (why: string, wave: number) => count({ state: 'failed', why, wave, accounts: 2 })
    const text = said({
      counts: [failed('gone', 1), failed('gone', 2), failed('protected', 1), failed('refused', 1)],
    })
    assert.match(text, /^FAILED 4: deleted since/m)
    assert.match(text, /^FAILED 2: protected since: change its password by hand, then sign it off$/m)
    assert.match(text, /^FAILED 2: .*resume/m)
    assert.match(said({ counts: [failed('not-in-entra', 1)] }), /^FAILED 2: no user in Entra ID/m)
    assert.match(said({ counts: [failed('something-new', 1)] }), /^FAILED 2: something-new$/m)
  })

  test('says that administrators and services come first while some are left', () => {
    const first = [
      count({ segment: 'privileged', state: 'waiting' }),
      count({ segment: 'service', state: 'waiting' }),
    ]
    assert.match(said({ counts: first }), /^20 privileged and service accounts come first/m)
    assert.doesNotMatch(said({ counts: [count({ state: 'waiting' })] }), /come first/)
    assert.doesNotMatch(said({ counts: [count({ segment: 'privileged', state: 'exempt' })] }), /come first/)
  })

  test('names who is not back, what became of mails, and exemptions that are over', () => {
    const text = said({
      stragglers: ['anna', 'zoë'],
      notices: [
        { kind: 'before:5', became: 'sent', people: 1_200 },
        { kind: 'at', became: 'no-address', people: 3 },
        { kind: 'at', became: 'unknown', people: 1 },
      ],
      exemptions: [
        { name: 'breakglass', owner: 'ada', until: '2027-01-31', isOver: false },
        { name: 'otto', owner: 'ada', until: '2026-11-29', isOver: true },
      ],
    })
    assert.match(text, /^not back yet: anna, zoë$/m)
    assert.match(text, /^mail before:5 +1,200 {2}sent$/m)
    assert.match(text, /^mail at +3 {2}NOT sent: no mail address/m)
    assert.match(text, /^mail at +1 {2}perhaps not sent/m)
    assert.match(text, /^exempt breakglass until 2027-01-31: ada answers for it$/m)
    assert.match(text, /^EXEMPTION OVER otto: ada answered for it until 2026-11-29; it is open again$/m)
  })

  test('sets what is done beside what was planned for each day', () => {
    const forecast = {
      people: 30,
      ends: null,
      waves: [
        { day: '2026-11-30', people: 20 },
        { day: '2026-12-01', people: 10 },
      ],
    }
    const counts = [
      count({ accounts: 15 }),
      count({ accounts: 5, state: 'writing' }),
      count({ accounts: 10, wave: 2, day: '2026-12-01', state: 'waiting' }),
    ]
    const text = said({ forecast, counts })
    assert.match(text, /^2026-11-30: 20 people were planned, 15 accounts are done$/m)
    assert.match(text, /^2026-12-01: 10 people were planned, 0 accounts are done$/m)
  })
})

suite('keyturn campaign status', () => {
  test('--watch asks again and again, and ends with the campaign', async () => {
    const states: CampaignStatus['state'][] = ['running', 'verifying', 'closed', 'closed']
    await using server = await aServer(campaign, {
      toJSON: () => status({ state: states.shift() ?? 'closed' }),
    })
    assert.equal(await server.run('status', 'friday', '--watch'), 0)
    assert.deepEqual(
      server.bodies,
      Array.from({ length: 3 }, () => ({ campaign: 'friday' })),
    )
    assert.deepEqual(
      server.out.filter((line) => line !== ''),
      ['running', 'verifying', 'closed'].map((state) => `friday: ${state}, 0 of 0 accounts done`),
    )
  })

  test('--watch ends with one that was cancelled as well; without it one answer is all', async () => {
    for (const [state, ...argv] of [['cancelled', '--watch'], ['running']] as const) {
      await using server = await aServer(campaign, status({ state }))
      assert.equal(await server.run('status', 'friday', ...argv), 0)
      assert.equal(server.bodies.length, 1)
    }
  })

  test('--json gives programs one line a look, also while it watches', async () => {
    const states: CampaignStatus['state'][] = ['running', 'closed']
    await using server = await aServer(campaign, {
      toJSON: () => status({ state: states.shift() ?? 'closed' }),
    })
    await server.run('status', 'friday', '--watch', '--json')
    const looks = server.out.map((line) => JSON.parse(line) as CampaignStatus)
    assert.deepEqual(
      looks.map(({ state }) => state),
      ['running', 'closed'],
    )
  })
})
