import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openFull, whileFull } from './full-vpn.ts'
import type { Message } from './screen/index.ts'
import type { Tunnels } from './tunnels.ts'

const stop = new AbortController().signal

/** A laptop with a VPN, and the diary of its tunnel. */
function aLaptop({ mode = 'full', dc = undefined as string | undefined, opens = true } = {}) {
  const diary: string[] = []
  const lost = new AbortController()
  const tunnels: Tunnels = {
    mode: mode as Tunnels['mode'],
    needsLaunch: false,
    opensByItself: true,
    closeLeftOver: async () => {},
    async open() {
      diary.push('open')
      if (!opens) return undefined
      return { lost: lost.signal, [Symbol.asyncDispose]: async () => void diary.push('close') }
    },
  }
  const show = (message: Message) => void (message.what === 'tunnel' && diary.push(`says ${message.state}`))
  const logons = {
    cached: async () => [],
    disconnect: async () => (diary.push('off'), { [Symbol.asyncDispose]: async () => void diary.push('on') }),
  }
  const notAsked = () => assert.fail('nothing to ask the server')
  const api = { call: notAsked, now: notAsked }
  const deps = { api, tunnels, reach: { dc: async () => dc }, logons, screen: { show } }
  return { deps, diary, lose: () => lost.abort() }
}

suite('a VPN for a whole reset', () => {
  test('is opened, and closed with the reset', async () => {
    const { deps, diary } = aLaptop()
    const full = await openFull(null, deps, stop)
    assert.ok(full !== undefined && full !== 'shut')
    await full[Symbol.asyncDispose]()
    assert.deepEqual(diary, ['says opening', 'open', 'says open', 'off', 'close', 'on', 'says closed'])
  })

  test('is left alone in the office, and where the mode is partial', async () => {
    for (const laptop of [aLaptop({ dc: 'dc1' }), aLaptop({ mode: 'partial' })]) {
      assert.equal(await openFull(null, laptop.deps, stop), undefined)
      assert.deepEqual(laptop.diary, [])
    }
  })

  test('that does not open is told from one that is not needed', async () => {
    const { deps, diary } = aLaptop({ opens: false })
    assert.equal(await openFull(null, deps, stop), 'shut')
    assert.deepEqual(diary, ['says opening', 'open', 'says not-open'])
  })

  test('that ends by itself ends the reset', async () => {
    const { deps, lose } = aLaptop()
    const full = await openFull(null, deps, stop)
    assert.ok(full !== undefined && full !== 'shut')
    await using open = full
    assert.equal(open.over.aborted, false)
    lose()
    assert.equal(open.over.aborted, true)
  })
})

suite('an unlock where the portal is only inside', () => {
  test('has a tunnel for its time, closed also when it breaks off', async () => {
    const { deps, diary } = aLaptop()
    assert.equal(await whileFull(async () => diary.push('unlock'), deps, stop), true)
    const once = ['says opening', 'open', 'says open', 'unlock', 'off', 'close', 'on', 'says closed']
    assert.deepEqual(diary, once)
    diary.length = 0
    const left = whileFull(() => Promise.reject(new Error('she left')), deps, stop)
    await assert.rejects(left, { message: 'she left' })
    assert.deepEqual(
      diary,
      once.filter((one) => one !== 'unlock'),
    )
  })

  test('is not begun where none opens, and needs none in the office or with a portal that is outside', async () => {
    const shut = aLaptop({ opens: false })
    assert.equal(await whileFull(() => assert.fail('begun'), shut.deps, stop), false)
    for (const laptop of [aLaptop({ dc: 'dc1' }), aLaptop({ mode: 'partial' })]) {
      assert.equal(await whileFull(async () => laptop.diary.push('unlock'), laptop.deps, stop), true)
      assert.deepEqual(laptop.diary, ['unlock'])
    }
  })
})
