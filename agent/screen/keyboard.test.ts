import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { suite, test } from 'node:test'

const keyboard = JSON.stringify(join(import.meta.dirname, 'keyboard.ts'))
const program = `
  const { openKeyboard } = await import(${keyboard})
  const stop = new AbortController()
  const { stdin: input, stdout: output } = process
  using keys = openKeyboard('en', { input, output, signal: stop.signal, onStop: () => console.log('stopped') })
  const line = await keys.line('response')
  const secret = await keys.secret('password')
  console.log('read', JSON.stringify([line, secret?.toString('hex')]))`
const node = [process.execPath, '--input-type=module', '-e', program]

/** Types each text when the one before it was asked for. */
async function typed(command: string, args: readonly string[], texts: readonly string[]): Promise<string> {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const left = [...texts]
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    if (!output.endsWith(': ')) continue
    const text = left.shift()
    if (text === undefined) child.stdin.end()
    else child.stdin.write(text)
  }
  return output
}

const quoted = node.map((one) => `'${one.replaceAll("'", `'\\''`)}'`).join(' ')
const onTerminal = (texts: readonly string[]) =>
  typed('script', ['--quiet', '--return', '--command', quoted, '/dev/null'], texts)
const hex = (text: string) => Buffer.from(text).toString('hex')

suite('what is typed at a computer without a network', () => {
  test('on a terminal the answer is shown, and the password is not', async () => {
    const output = await onTerminal(['ABCD-EFGX\u007fH\r', 'Blauer Füller 78\u007f7\r'])
    assert.match(output, /ABCD-EFG/)
    assert.ok(!output.includes('Blau') && !output.includes('ller'), output)
    assert.ok(output.includes(JSON.stringify(['ABCD-EFGH', hex('Blauer Füller 77')])), output)
  })

  test('Control-C while the password is asked for ends it', async () => {
    const output = await onTerminal(['ABCD\r', '\u0003'])
    assert.match(output, /stopped/)
    assert.match(output, /read \["ABCD",null\]/)
  })

  test('from a pipe it comes line by line, also all at once, and its end is an end', async () => {
    const [command = '', ...args] = node
    assert.match(await typed(command, args, ['ABCD\nBlau\n']), new RegExp(`\\["ABCD","${hex('Blau')}"\\]`))
    assert.match(await typed(command, args, ['ABCD\n']), /\["ABCD",null\]/)
  })
})
