import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { run } from './command.ts'
import { createDeadline, sinceBoot } from './deadline.ts'
import { pause } from './pause.ts'

const second = AbortSignal.timeout(60_000)

suite('running a program', () => {
  test('its standard input alone gets the secret, and the buffer is overwritten', async () => {
    const secretInput = Buffer.from('Blauer Füller 77')
    const script =
      'read -r line; tr "\\0" " " < /proc/$$/cmdline; tr "\\0" " " < /proc/$$/environ; echo "${#line}"'
    const { stdout } = await run(['sh', '-c', script], {
      secretInput: Buffer.concat([secretInput, Buffer.from('\n')]),
    })
    assert.match(stdout, /\d+\n$/)
    assert.doesNotMatch(stdout, /Füller/)
    await run(['cat'], { secretInput })
    assert.deepEqual(secretInput, Buffer.alloc(secretInput.length))
  })

  test('that hangs is killed in time, and so is one whose caller gives up', async () => {
    const begun = performance.now()
    assert.equal((await run(['sleep', '60'], { timeoutMs: 200 })).code, null)
    assert.equal((await run(['sleep', '60'], { signal: AbortSignal.timeout(200) })).code, null)
    assert.equal((await run(['sleep', '60'], { signal: AbortSignal.abort() })).code, null)
    assert.ok(performance.now() - begun < 5_000)
  })

  test('that is not there is an error with its name', async () => {
    await assert.rejects(run(['keyturn-no-such-program']), /keyturn-no-such-program/)
  })
})

suite('a deadline', () => {
  test('comes when its time is over', async () => {
    using deadline = createDeadline(300)
    await pause(5_000, AbortSignal.any([deadline.signal, second]))
    assert.ok(deadline.signal.aborted)
  })

  test('comes at once when the computer wakes up from a sleep', async () => {
    let sleptMs = 0
    using deadline = createDeadline(24 * 60 * 60 * 1000, () => sinceBoot() + sleptMs)
    await pause(700, second)
    assert.equal(deadline.signal.aborted, false)
    sleptMs = 3 * 60 * 60 * 1000
    await pause(2_000, AbortSignal.any([deadline.signal, second]))
    assert.ok(deadline.signal.aborted)
  })
})
