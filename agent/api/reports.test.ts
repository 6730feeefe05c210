import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { RouteBody } from '@keyturn/contract'
import { Refused } from './exchange.ts'
import { report } from './reports.ts'
import type { ServerApi } from './server-api.ts'

const launch = 'L'.repeat(22)
const account = 'S-1-5-21-1-2-3-1104'
const plain = { refreshed: true, path: 'vpn', tookMs: 900 } as const
const outcome = { ...plain, attempts: [{ path: 'vpn' as const, came: 'done' as const }] }

/** A server that says no with this status to reports that the test is true of. */
async function told(refuses: (body: RouteBody<'device.report'>) => number | undefined) {
  const heard: RouteBody<'device.report'>[] = []
  const done: string[] = []
  const api = {
    call: (async (_: string, { body }: { body: RouteBody<'device.report'> }) => {
      heard.push(body)
      const status = refuses(body)
      if (status !== undefined) throw new Refused('request.invalid', status)
      return {}
    }) as unknown as ServerApi['call'],
  }
  const book = {
    use: async () => true,
    settle: async () => {},
    unreported: async () => [{ launch, account, outcome }],
    reported: async (id: string) => void done.push(id),
  }
  const known = await report(book, api, null, AbortSignal.abort())
  return { known, done, heard: heard.map((one) => one.outcome) }
}

suite('reporting a refresh', () => {
  test('tells each attempt', async () => {
    const { known, done, heard } = await told(() => undefined)
    assert.deepEqual([known, done, heard], [true, [launch], [outcome]])
  })

  test('leaves the attempts out for a server that is older than the agent', async () => {
    const { known, done, heard } = await told((one) => (one.outcome.attempts === undefined ? undefined : 400))
    assert.deepEqual([known, done, heard], [true, [launch], [outcome, plain]])
  })

  test('is told again later when the server cannot take it now', async () => {
    const { known, done, heard } = await told(() => 503)
    assert.deepEqual([known, done, heard], [false, [], [outcome]])
  })
})
