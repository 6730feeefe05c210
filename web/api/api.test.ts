import { routes } from '@keyturn/contract'
import assert from 'node:assert/strict'
import { afterEach, suite, test } from 'node:test'
import * as api from './index.ts'

const browsersFetch = globalThis.fetch

suite('the API as the pages use it', () => {
  afterEach(() => {
    globalThis.fetch = browsersFetch
  })

  test('each function calls a route of the contract, each with its method and path', async () => {
    const called: string[] = []
    answerWith((path, init) => {
      called.push(`${init.method} ${path}`)
      return Response.json({})
    })
    const { CallFailed: _, removeFactor, renameFactor, isReadyForReset, isReadyForPerson, ...others } = api
    for (const callRoute of Object.values(others)) await callRoute({} as never)
    await removeFactor(':id')
    await renameFactor({ id: ':id', name: 'Phone' })
    for (const isReady of [isReadyForReset, isReadyForPerson]) await isReady(':factor' as never)
    const forPages = Object.values(routes).filter(
      ({ path, caller }) =>
        caller !== 'device' && caller !== 'local' && !/health|devices|KdcProxy/.test(path),
    )
    assert.deepEqual(
      called.map((one) => decodeURIComponent(one)).toSorted(),
      forPages.map(({ method, path }) => `${method} ${path}`).toSorted(),
    )
  })

  test('a refusal is its code, with the incident and how long to wait', async () => {
    const error = { code: 'factor.locked', incident: 'I-7', retryAfterSeconds: 90 }
    answerWith(() => Response.json({ error }, { status: 429 }))
    await assert.rejects(api.proveForReset({ factor: 'totp', answer: '1' }), {
      name: 'CallFailed',
      ...error,
    })
  })

  test('no answer at all is a failure with a name of its own', async () => {
    answerWith(() => {
      throw new TypeError('fetch failed')
    })
    await assert.rejects(api.viewReset(), { code: 'offline' })
  })

  test('a page of a proxy in between is not taken for an answer', async () => {
    answerWith(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    await assert.rejects(api.viewReset(), { code: 'offline' })
    answerWith(() => new Response('<h1>Welcome</h1>', { status: 200 }))
    await assert.rejects(api.viewReset(), { code: 'internal' })
  })

  test('an id cannot lead to another route', async () => {
    let path = ''
    answerWith((to) => {
      path = to
      return Response.json({})
    })
    await api.removeFactor('../password')
    assert.equal(path, '/api/me/factors/..%2Fpassword')
  })
})

function answerWith(answer: (path: string, init: RequestInit) => Response): void {
  globalThis.fetch = async (input, init) => {
    assert.equal(typeof input, 'string')
    return answer(input as string, init ?? {})
  }
}
