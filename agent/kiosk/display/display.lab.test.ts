import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempDisposable, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { bakeCookie } from './cookie.ts'
import { openDisplay, startXServer, type Display } from './index.ts'

const run = promisify(execFile)
let stack: AsyncDisposableStack
let server: Awaited<ReturnType<typeof startXServer>>
let display: Display
let env: Readonly<Record<string, string>>

before(async () => {
  stack = new AsyncDisposableStack()
  const { path } = stack.use(await mkdtempDisposable(join(tmpdir(), 'keyturn-display-')))
  server = await startXServer(['Xvfb', '-screen', '0', '800x600x24'], path)
  stack.use(server)
  display = stack.use(await openDisplay(server.display, server.cookie))
  const at = { DISPLAY: `:${server.display}`, XAUTHORITY: server.authority }
  env = { PATH: process.env['PATH'] ?? '', ...at }
})
after(() => stack.disposeAsync())

/** What stands on the keyboard, by a program that is not ours. */
const keyboard = async () => (await run('xkbcomp', [`:${server.display}`, '-'], { env })).stdout
const hands = (...args: readonly string[]) => run('xdotool', [...args], { env })

suite('the X server of a kiosk', () => {
  test('has commands until they are taken away, and letters, digits and AltGr afterwards', async () => {
    const commands =
      /\b(Control_[LR]|Alt_[LR]|Super_[LR]|F([1-9]|1[0-2])|XF86\w+|Menu|Print|Terminate_Server)\b/g
    const keysOf = (map: string) => map.slice(map.indexOf('xkb_symbols'), map.indexOf('xkb_geometry'))
    assert.match(keysOf(await keyboard()), commands)
    await display.takeCommandsAway()
    const left = keysOf(await keyboard())
    assert.deepEqual(left.match(commands) ?? [], [])
    for (const kept of [
      'Return',
      'Tab',
      'BackSpace',
      'Shift_L',
      'Caps_Lock',
      'ISO_Level3_Shift',
      ' q,',
      ' 7,',
    ]) {
      assert.ok(left.includes(kept), kept)
    }
    assert.doesNotMatch(left, /modifier_map (Control|Mod1|Mod4)/)
  })

  test('takes them from a keyboard that comes later as well', async () => {
    await run('setxkbmap', ['de'], { env })
    assert.match(await keyboard(), /Control_L/)
    await display.takeCommandsAway()
    assert.doesNotMatch(await keyboard(), /\bControl_[LR] \]/)
    assert.match(await keyboard(), /odiaeresis/)
  })

  test('lets nobody in who has not its cookie', async () => {
    await assert.rejects(openDisplay(server.display, bakeCookie()), /refuses us/)
    const stranger = { PATH: env['PATH'], DISPLAY: env['DISPLAY'], XAUTHORITY: '/dev/null' }
    await assert.rejects(run('xdotool', ['getmouselocation'], { env: stranger }))
    assert.ok((await readFile(server.authority)).includes(server.cookie.value))
  })

  test('knows how long nobody touched it, and when Escape is pressed', async () => {
    await sleep(1_200)
    assert.ok((await display.idleMs()) >= 1_000)
    await hands('key', 'a')
    assert.ok((await display.idleMs()) < 1_000)
    assert.equal(display.escaped.aborted, false)
    await hands('key', 'Escape')
    await display.idleMs()
    assert.equal(display.escaped.aborted, true)
    assert.deepEqual(await display.windows(), [])
  })

  test('that is gone is told, to whoever asks then too', async () => {
    await server[Symbol.asyncDispose]()
    for (let tries = 0; tries < 500 && !display.closed.aborted; tries++) await sleep(20)
    assert.equal(display.closed.aborted, true)
    await assert.rejects(display.idleMs(), /gone/)
  })
})

suite('an X server that does not start', () => {
  test('is an error with its name', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'keyturn-display-'))
    await assert.rejects(startXServer(['false'], folder.path), /false did not start/)
  })
})
