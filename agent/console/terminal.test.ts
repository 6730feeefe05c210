import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { suite, test } from 'node:test'
import type { ReadStream, WriteStream } from 'node:tty'
import { Left, openTerminal } from './terminal.ts'

/** A terminal whose keys are pressed by the test. */
function aTerminal(idleMs = 60_000) {
  const raw: boolean[] = []
  const keys = Object.assign(new PassThrough(), { setRawMode: (is: boolean) => raw.push(is) })
  const screen = new PassThrough()
  let seen = ''
  screen.setEncoding('utf8').on('data', (text: string) => (seen += text))
  const terminal = openTerminal(keys as unknown as ReadStream, screen as unknown as WriteStream, idleMs)
  return { terminal, keys, raw, seen: () => seen }
}

suite('a terminal', () => {
  test('shows what is typed, and nothing of a secret', async () => {
    const { terminal, keys, seen } = aTerminal()
    const name = terminal.ask('Who?')
    keys.write('ali')
    keys.write('ce\r')
    assert.equal(await name, 'alice')
    assert.match(seen(), /Who\? alice/)
    const before = seen().length
    const password = terminal.ask('Password', 'secret')
    keys.write('Blauer-Füller\r')
    assert.equal(await password, 'Blauer-Füller')
    assert.equal(seen().slice(before), 'Password \r\n')
  })

  test('is not commanded by what others wrote', () => {
    const { terminal, seen } = aTerminal()
    terminal.say('Enter the code\u001b]0;owned\u0007 of \u009b2J your\r token')
    assert.equal(seen(), 'Enter the code]0;owned of 2J your token\r\n')
  })

  test('is left by whoever presses Escape, says nothing for too long, or hangs up', async () => {
    const { terminal, keys } = aTerminal()
    const escaped = terminal.ask('Who?')
    keys.write('\u001b')
    await assert.rejects(escaped, Left)
    await assert.rejects(aTerminal(20).terminal.ask('Who?'), Left)
    const waiting = terminal.ask('Who?')
    keys.destroy(new Error('EIO'))
    await assert.rejects(waiting, Left)
    assert.equal(terminal.ended, true)
  })

  test('breaks long lines between words', () => {
    const { terminal, seen } = aTerminal()
    terminal.say('word '.repeat(40).trim())
    for (const line of seen().split('\r\n')) assert.ok(line.length <= 72)
  })

  test('gives the keyboard back', () => {
    const { terminal, raw } = aTerminal()
    terminal[Symbol.dispose]()
    assert.deepEqual(raw, [true, false])
  })
})
