import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { PamAnswer } from './pam.ts'
import { isTakenByCacheAlone } from './proof.ts'

const right = Buffer.from('right')
const never = new AbortController().signal

const cache = { accepted: true, fromCache: true, message: 'from the cache' }
const dc = { accepted: true, fromCache: false, message: 'from a DC' }
const no = { accepted: false, fromCache: false, message: 'Authentication failure' }

/** A daemon that gives these answers to the right password in turn, the last one ever after. */
function aDaemon(toRight: readonly [PamAnswer, ...PamAnswer[]], toWrong: PamAnswer = no) {
  let asked = 0
  const diary: string[] = []
  const go = async () => {
    diary.push('off')
    return { [Symbol.asyncDispose]: async () => void diary.push('on') }
  }
  const ask = async (password: Buffer) =>
    password.equals(right) ? (toRight[asked++] ?? toRight.at(-1) ?? no) : toWrong
  return { diary, prove: () => isTakenByCacheAlone(go, ask, right, never) }
}

suite('a proof by the cache alone', () => {
  test('is that it takes the password before and after it refused a wrong one', async () => {
    const daemon = aDaemon([cache, cache])
    assert.equal(await daemon.prove(), true)
    assert.deepEqual(daemon.diary, ['off', 'on'])
  })

  test('is none where it refuses the password, or takes any', async () => {
    assert.equal(await aDaemon([no]).prove(), false)
    assert.equal(await aDaemon([cache, no]).prove(), false)
    assert.equal(await aDaemon([cache, cache], cache).prove(), false)
  })

  test('is looked for once more where a DC answered in the midst, and never given by a DC', async () => {
    const back = aDaemon([cache, dc, cache, cache])
    assert.equal(await back.prove(), true)
    assert.deepEqual(back.diary, ['off', 'on', 'off', 'on'])
    const always = aDaemon([cache, dc, cache, dc, cache, dc])
    assert.equal(await always.prove(), false)
    assert.deepEqual(always.diary, ['off', 'on', 'off', 'on', 'off', 'on'])
  })
})
