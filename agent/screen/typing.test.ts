import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { suite, test } from 'node:test'
import { createTyping } from './typing.ts'

const signal = new AbortController().signal

suite('what a person types', () => {
  test('is not shown on a terminal when it is a secret, and is when it is none', async () => {
    const module = JSON.stringify(join(import.meta.dirname, 'typing.ts'))
    const program = `
      const { createTyping } = await import(${module})
      const typing = createTyping(process.stdin, process.stdout)
      const signal = new AbortController().signal
      console.log('name?')
      const name = await typing.line(signal)
      const typed = typing.secret(signal)
      console.log('secret?')
      const secret = await typed
      console.log(name.length + ' and ' + secret.length)
      process.exit()`
    // script(1) gives it a terminal.
    const command = `${process.execPath} --input-type=module -e "$KEYTURN_PROGRAM"`
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], KEYTURN_PROGRAM: program, TERM: 'dumb' },
    })
    let screen = ''
    child.stdout.setEncoding('utf8').on('data', (shown: string) => {
      screen += shown
      if (shown.includes('name?')) child.stdin.write('alice\r')
      if (shown.includes('secret?')) child.stdin.write('Blauer Fueller\r')
    })
    await text(child.stdout).catch(() => '')
    assert.match(screen, /5 and 14/)
    assert.match(screen, /alice/)
    assert.doesNotMatch(screen, /Fueller/)
  })

  test('ends with the input, and when nobody waits any more', async () => {
    const ended = new PassThrough()
    ended.end()
    assert.equal(await createTyping(ended, new PassThrough()).line(signal), undefined)
    const silent = createTyping(new PassThrough(), new PassThrough())
    assert.equal(await silent.secret(AbortSignal.timeout(50)), undefined)
    assert.equal(await silent.secret(AbortSignal.abort()), undefined)
  })
})
