import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { FleetDevice } from '@keyturn/contract'
import type { LocalApi } from '../local-api.ts'
import { assignTo, listLogons, orderForget } from './fleet.ts'

const at = '2026-11-20T10:00:00.000Z'
const logon = {
  account: 'S-1-5-21-1-2-3-1104',
  takes: at,
  newest: at,
  answeredByDc: null,
  assigned: true,
  last: null,
}
const failed = { at: '2026-11-22T10:00:00.000Z', why: 'vpn-did-not-open' } as const
const policy = { caching: true, mostAccounts: 10, expiresAfterDays: null }
const laptop: FleetDevice = {
  device: 'D'.repeat(22),
  name: 'laptop1',
  lastSeen: at,
  told: at,
  policy,
  drift: ['mostAccounts'],
  keeping: { wanted: { mostAccounts: 5 }, ordered: null, wouldLose: [] },
  logons: [
    { ...logon, name: 'alice', state: 'current', ordered: [], last: failed },
    {
      ...logon,
      name: 'bob',
      state: 'stale',
      newest: '2026-11-21T10:00:00.000Z',
      ordered: ['follow'],
      last: failed,
    },
  ],
}
const silent: FleetDevice = {
  ...laptop,
  device: 'E'.repeat(22),
  name: 'laptop2',
  told: null,
  policy: null,
  drift: [],
  keeping: { wanted: {}, ordered: null, wouldLose: [] },
  logons: [{ ...logon, name: 'carol', state: 'missing', takes: null, ordered: [] }],
}

/** A server with two pages of one computer each. */
function aServer(answers: Readonly<Record<string, unknown>> = {}) {
  const asked: unknown[] = []
  const said: string[] = []
  const api = {
    async call(name: string, call: { query?: { after: string }; body?: unknown } = {}) {
      asked.push(call.query ?? call.body)
      if (name !== 'admin.device-logons') return answers[name]
      const isFirst = call.query?.after === ''
      return { devices: isFirst ? [laptop] : [silent], next: isFirst ? laptop.device : null }
    },
  } as LocalApi
  const to = { out: (line: string) => void said.push(line), err: () => {} }
  return { api, asked, said, list: (...words: string[]) => listLogons(words, api, to) }
}

const names = (lines: readonly string[]) => lines.map((line) => line.split('\t').slice(1, 4).join(' '))

suite('the list of what all computers keep', () => {
  test('goes through every page, and has policy and log-ons of each', async () => {
    const server = aServer()
    await server.list()
    assert.deepEqual(names(server.said), [
      'laptop1 caching on, at most 10, no expiry told 2026-11-20T10:00:00.000Z',
      'laptop1 alice current',
      'laptop1 bob stale',
      'laptop2 has told nothing yet last seen 2026-11-20T10:00:00.000Z',
      'laptop2 carol missing',
    ])
    assert.match(server.said[0] ?? '', /NOT AS WANTED: mostAccounts/)
    assert.match(server.said[2] ?? '', /newest 2026-11-21.*\tthe new password waits$/)
    assert.match(server.said[2] ?? '', /\tnot refreshed 2026-11-22T10:00:00.000Z: its VPN did not open\t/)
    assert.doesNotMatch(server.said[1] ?? '', /not refreshed/, 'it is current by now')
    assert.equal(server.asked.length, 2)
  })

  test('has only what is asked for', async () => {
    for (const [flags, expected] of [
      [['--stale'], ['laptop1 bob stale']],
      [
        ['--stale', '--missing'],
        ['laptop1 bob stale', 'laptop2 carol missing'],
      ],
      [['--disabled'], ['']],
      [['--drift'], ['laptop1 caching on, at most 10, no expiry told 2026-11-20T10:00:00.000Z']],
    ] as const) {
      const server = aServer()
      await server.list(...flags)
      assert.deepEqual(names(server.said), expected, flags.join(' '))
    }
  })

  test('as JSON has a computer a line, for programs', async () => {
    const server = aServer()
    await server.list('--json', '--stale', '--account', 'bob')
    const [line, ...more] = server.said.map((one) => JSON.parse(one) as FleetDevice)
    assert.deepEqual([line?.logons.map(({ name }) => name), more], [['bob'], []])
    assert.deepEqual(server.asked[0], { after: '', limit: 500, account: 'bob' })
  })
})

suite('an order to forget', () => {
  const done = { 'admin.device-forget': { ordered: true, account: logon.account, devices: 2 } }

  test('goes to those that keep a log-on, to named ones, or to all', async () => {
    const server = aServer(done)
    assert.match((await orderForget(['bob'], server.api)) ?? '', /^2 computers will forget bob/)
    await orderForget(['bob', '--device', 'a', '--device', 'b'], server.api)
    await orderForget(['bob', '--all'], server.api)
    assert.deepEqual(server.asked, [
      { account: 'bob', devices: 'known' },
      { account: 'bob', devices: ['a', 'b'] },
      { account: 'bob', devices: 'all' },
    ])
  })

  test('of nobody, or of both some and all, is none', async () => {
    const server = aServer(done)
    assert.equal(await orderForget([], server.api), undefined)
    assert.equal(await orderForget(['bob', '--all', '--device', 'a'], server.api), undefined)
    assert.deepEqual(server.asked, [])
    const unknown = aServer({ 'admin.device-forget': { ordered: false, why: 'unknown-account' } })
    await assert.rejects(orderForget(['bbo'], unknown.api), /no account bbo/)
  })
})

test('whose computer it is, is said with both names, and refused with a reason', async () => {
  const server = aServer({ 'admin.device-assign': { end: 'done' } })
  assert.match((await assignTo(['D', 'bob'], true, server.api)) ?? '', /D is a computer of bob/)
  assert.match((await assignTo(['D', 'bob'], false, server.api)) ?? '', /no computer of bob/)
  assert.equal(await assignTo(['D'], true, server.api), undefined)
  const protectedOne = aServer({ 'admin.device-assign': { end: 'protected' } })
  await assert.rejects(assignTo(['D', 'admin'], true, protectedOne.api), /protected/)
})
