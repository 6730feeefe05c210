import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'

/** What becomes of a record: other bytes of it, nothing at all, or it stays as it is. */
export type Verdict = Uint8Array | 'remove' | 'keep'

/** One record of a TDB file. undefined: there is none, or no such file. */
export async function readRecord(file: string, key: string): Promise<Buffer | undefined> {
  if (!existsSync(file)) return undefined
  await using tool = await openTool(file)
  return tool.show(key)
}

/**
 * Decides about one record of a TDB file that a daemon has open, as one transaction: nobody else writes between what
 * `decide` is shown and what it says, and after a crash or on a full disk the record is the old one or the new one.
 * Where there is no record nothing is decided: none is ever made.
 *
 * @returns whether the file has what was decided, read once more after the transaction; so false also if somebody wrote
 *   yet another one at once.
 * @throws when there is no such file, or no answer in time: then the record is the old one or the new one.
 */
export async function changeRecord(
  file: string,
  key: string,
  decide: (record: Buffer) => Verdict,
): Promise<boolean> {
  await using tool = await openTool(file)
  await tool.ask('transaction_start')
  const before = await tool.show(key)
  const verdict = before === undefined ? 'keep' : decide(before)
  if (verdict === 'keep') return true
  await tool.ask(
    verdict === 'remove' ? `delete ${escaped(key)}` : `store ${escaped(key)} ${escaped(verdict)}`,
  )
  await tool.ask('transaction_commit')
  const after = await tool.show(key)
  return verdict === 'remove' ? after === undefined : after?.equals(verdict) === true
}

interface Tool extends AsyncDisposable {
  /** One command. @returns what it printed. */
  ask(command: string): Promise<string>
  show(key: string): Promise<Buffer | undefined>
}

const prompt = 'tdb> '
/** winbind waits for the end of a transaction, and must not wait for an agent that was stopped meanwhile. */
const mostSeconds = '10'
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

/**
 * tdbtool (1.4) at work on a file. What it reads and writes goes through its standard input and output, since a command
 * line is for everyone to see. A transaction that is not committed when it ends did not happen.
 */
async function openTool(file: string): Promise<Tool> {
  // stdbuf: into a pipe, tdbtool would keep its prompt to itself.
  const argv = ['--pdeathsig', 'KILL', '--', 'timeout', '--signal=KILL', mostSeconds, 'stdbuf', '--output=0']
  const child = spawn('setpriv', [...argv, 'tdbtool', file], {
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => {})
  // An error of its start shows as an answer that does not come.
  const ended = once(child, 'close').catch(() => {})
  const output = child.stdout.setEncoding('latin1')[Symbol.asyncIterator]() as AsyncIterator<string>

  async function answer(): Promise<string> {
    let text = ''
    while (!isPrompted(text)) {
      const { value, done } = await output.next()
      if (done === true) throw new Error(`tdbtool ended before it answered about ${file}`)
      text += value
    }
    return text.slice(0, -prompt.length)
  }
  const ask = (command: string) => {
    child.stdin.write(`${command}\n`)
    return answer()
  }
  const tool: Tool = {
    ask,
    async show(key) {
      const text = await ask(`show ${escaped(key)}`)
      if (text.includes('database not open')) throw new Error(`${file} cannot be opened`)
      return shown(text)
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end('quit\n')
      await ended
    },
  }
  await answer()
  return tool
}

function isPrompted(text: string): boolean {
  return text === prompt || text.endsWith(`\n${prompt}`)
}

/** tdbtool reads a backslash and two hexadecimal digits as that byte. */
function escaped(bytes: Uint8Array | string): string {
  return [...Buffer.from(bytes)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
}

/**
 * The data of one record as `show` prints it, 16 bytes a line:
 *
 *     data 18 bytes
 *     [000] 00 00 00 00 47 FB 09 6B  86 FC 09 6B 00 00 00 00  ....G..k ...k....
 *     [010] 10 9B                                              ..
 */
function shown(text: string): Buffer | undefined {
  const [, length, lines] = /\ndata (\d+) bytes\n((?:\[[\dA-F]+\] .*\n)*)$/.exec(text) ?? []
  if (lines === undefined) return undefined
  const digits = [...lines.matchAll(/^\[[\dA-F]+\] (.{48})/gm)].map(([, part = '']) =>
    part.replaceAll(' ', ''),
  )
  const data = Buffer.from(digits.join(''), 'hex')
  if (data.length !== Number(length)) throw new Error('tdbtool printed a record that cannot be read')
  return data
}
