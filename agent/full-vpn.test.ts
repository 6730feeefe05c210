import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openFull } from './full-vpn.ts'
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
    disconnect: async () => (diary.push('off'), { [Symbol.asyncDispose]: async () => void diary.push('on') }),
  }
  const deps = { tunnels, reach: { dc: async () => dc }, logons, screen: { show } }
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
