import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { answer } from '../route.ts'
import { anEdge } from '../testing.ts'

const signIn = { identifier: 'alice', password: 'Sommer-2026!' }
const me = {
  name: 'alice',
  displayName: 'A',
  mustChange: false,
  mustProve: false,
  factors: [],
  recoveryCodesLeft: 0,
  enrollable: [],
  mustProveToChange: false,
  frozen: false,
  enrolBy: null,
  proved: [],
}
const view = { state: 'setting', purpose: 'reset' } as const

const anEdgeWithSessions = (ttlSeconds = 900) =>
  anEdge({
    'person.sign-in': async () =>
      answer<'person.sign-in'>(me, { start: { kind: 'person', subject: 'alice', ttlSeconds } }),
    'person.me': async ({ session }) => answer<'person.me'>({ ...me, name: session?.subject ?? '' }),
    'person.sign-out': async () => answer<'person.sign-out'>({}, { end: 'person' }),
    'reset.start': async () =>
      answer<'reset.start'>(view, { start: { kind: 'reset', subject: 'r1', ttlSeconds } }),
    'reset.view': async () => answer<'reset.view'>(view),
  })
type Edge = Awaited<ReturnType<typeof anEdgeWithSessions>>

async function tokenOf(edge: Edge, path: string, body: object, cookie = ''): Promise<string> {
  const { headers } = await edge.ask(path, { body, headers: { cookie } })
  const set = headers['set-cookie']?.find((one) => !one.includes('Max-Age=0')) ?? ''
  return /=([^;]+);/.exec(set)?.[1] ?? ''
}

const status = async (edge: Edge, path: string, cookie: string) =>
  (await edge.ask(path, { headers: { cookie } })).status

suite('a session', () => {
  test('is a cookie that only this host gets back, over TLS, from its own pages, out of reach of scripts', async () => {
    await using edge = await anEdgeWithSessions()
    const { headers } = await edge.ask('/api/sign-in', { body: signIn })
    const [cookie = ''] = (headers['set-cookie'] ?? []).filter((one) => !one.includes('Max-Age=0'))
    assert.match(
      cookie,
      /^__Host-keyturn-person=[A-Za-z0-9_-]{43}; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
  })

  test('of one kind never serves as another', async () => {
    await using edge = await anEdgeWithSessions()
    const person = await tokenOf(edge, '/api/sign-in', signIn)
    const reset = await tokenOf(edge, '/api/reset', { purpose: 'reset', identifier: 'alice' })
    assert.equal(await status(edge, '/api/me', `__Host-keyturn-person=${person}`), 200)
    assert.equal(await status(edge, '/api/reset', `__Host-keyturn-reset=${reset}`), 200)
    assert.equal(await status(edge, '/api/me', `__Host-keyturn-person=${reset}`), 401)
    assert.equal(await status(edge, '/api/reset', `__Host-keyturn-reset=${person}`), 401)
    assert.equal(await status(edge, '/api/me', `keyturn-person=${person}`), 401)
  })

  test('is over after signing out, and after another one of its kind began', async () => {
    await using edge = await anEdgeWithSessions()
    const first = `__Host-keyturn-person=${await tokenOf(edge, '/api/sign-in', signIn)}`
    const second = `__Host-keyturn-person=${await tokenOf(edge, '/api/sign-in', signIn, first)}`
    assert.equal(await status(edge, '/api/me', first), 401)
    assert.equal(await status(edge, '/api/me', second), 200)
    const out = await edge.ask('/api/sign-out', { body: {}, headers: { cookie: second } })
    assert.match(String(out.headers['set-cookie']), /__Host-keyturn-person=; Max-Age=0/)
    assert.equal(await status(edge, '/api/me', second), 401)
  })

  test('that a thief holds ends with all of that person; the one she keeps goes on', async () => {
    await using edge = await anEdgeWithSessions()
    const [thief, hers] = [
      await tokenOf(edge, '/api/sign-in', signIn),
      await tokenOf(edge, '/api/sign-in', signIn),
    ]
    const kept = await edge.sessions.find('person', hers)
    await edge.sessions.endOf('person', 'alice', kept?.id)
    assert.equal(await status(edge, '/api/me', `__Host-keyturn-person=${thief}`), 401)
    assert.equal(await status(edge, '/api/me', `__Host-keyturn-person=${hers}`), 200)
  })

  test('ends by itself', async () => {
    await using edge = await anEdgeWithSessions(0)
    const cookie = `__Host-keyturn-person=${await tokenOf(edge, '/api/sign-in', signIn)}`
    assert.equal(await status(edge, '/api/me', cookie), 401)
  })

  test('is not found by a guess, an empty token, or one of the wrong form', async () => {
    await using edge = await anEdgeWithSessions()
    for (const token of ['', 'x', 'A'.repeat(43), `${'A'.repeat(43)}; x`, '%00', "'--"]) {
      assert.equal(await status(edge, '/api/me', `__Host-keyturn-person=${token}`), 401)
    }
  })
})

suite('a device', () => {
  test('is known by the exact bytes and URL it signed, and by nothing else', async () => {
    const seen: unknown[] = []
    await using edge = await anEdge(
      {
        'device.freshness': async ({ device, origin }) => {
          seen.push(device, origin.device)
          return answer<'device.freshness'>({ accounts: [] })
        },
      },
      {},
      {
        authenticateDevice: async ({ method, url, authorization, body }) => {
          seen.push(method, url, authorization, Buffer.from(body).toString())
          return { id: 'd1', name: 'LAPTOP-7' }
        },
      },
    )
    const body = '{ "accounts":  ["S-1-5-21-1-2-3-1104"] }'
    const headers = { 'content-type': 'application/json', authorization: 'Keyturn proof' }
    assert.equal((await edge.ask('/api/device/freshness?a=%20', { body, headers })).status, 200)
    assert.deepEqual(seen, ['POST', '/api/device/freshness?a=%20', 'Keyturn proof', body, 'd1', 'LAPTOP-7'])
  })
})
