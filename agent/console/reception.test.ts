import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { suite, test } from 'node:test'
import type { ReadStream, WriteStream } from 'node:tty'
import { receive } from './reception.ts'
import { openTerminal } from './terminal.ts'
import { consoleWords } from './words/index.ts'

suite('the menu of the text console', () => {
  test('lets nobody reach the portal for an unlock but where it is in reach', async () => {
    const keys = Object.assign(new PassThrough(), { setRawMode: () => undefined })
    const screen = new PassThrough()
    screen.resume()
    const terminal = openTerminal(keys as unknown as ReadStream, screen as unknown as WriteStream, 60_000)
    const stop = new AbortController()
    const asked: string[] = []
    keys.write('2\r')
    await receive(
      {
        terminal,
        words: consoleWords('en'),
        api: () => assert.fail('the portal was called outside of the tunnel'),
        reset: () => assert.fail('no reset was wished'),
        why: () => assert.fail('nor why'),
        // The tunnel did not open, so that nothing is begun.
        atPortal: async () => {
          asked.push('tunnel')
          stop.abort()
          terminal[Symbol.dispose]()
        },
        log: (line) => asked.push(line),
      },
      stop.signal,
    )
    assert.deepEqual(asked, ['tunnel'])
  })
})
