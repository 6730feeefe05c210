import { StringDecoder } from 'node:string_decoder'
import type { ReadStream, WriteStream } from 'node:tty'
import { type, type Typed } from './typed-line.ts'

/** She went away, or nobody typed for a while: everything she said is forgotten. */
export class Left extends Error {
  override readonly name = 'Left'
}

/** A text console in front of somebody nobody knows yet. */
export interface Terminal {
  say(text: string): void
  /** Nothing of what was said before can be read any more, not by scrolling back either. */
  clear(): void
  /** Asks for one line. What is typed appears, or with `secret` nothing of it, nor its length. @throws {Left} */
  ask(question: string, how?: 'secret'): Promise<string>
  /** Nobody will type here any more: the line is gone. */
  readonly ended: boolean
  /** Until the time is over, or any other key. @throws {Left} at Escape. */
  pause(ms: number): Promise<void>
}

const wide = 72
const nothing: Typed = { state: 'typing', text: '' }
/** Clears the screen and what was scrolled out of it (ECMA-48 8.3.39, and xterm's 3). */
const clearAll = '\u001b[H\u001b[2J\u001b[3J'

/**
 * Takes the keyboard over: no key is a signal any more, so that Ctrl-C or Ctrl-Z lead nowhere.
 *
 * @param idleMs after which somebody who does not answer has left.
 */
export function openTerminal(keys: ReadStream, screen: WriteStream, idleMs: number): Terminal & Disposable {
  keys.setRawMode(true)
  // The line was hung up: whoever waits for a key is told that nobody comes any more.
  keys.on('error', () => keys.destroy()).once('end', () => keys.destroy())
  screen.on('error', () => undefined)
  const say = (text: string) => void screen.write(`${wrap(text)}\r\n`)
  const listen = createListener(keys)

  async function ask(question: string, how?: 'secret'): Promise<string> {
    screen.write(`${wrap(question)} `)
    let line: Typed = nothing
    const show = () => {
      if (how === 'secret' || line.state === 'left') return
      screen.write(`\r\u001b[K${wrap(question)} ${line.text}`)
    }
    const end = await listen<Typed>(
      idleMs,
      (piece) => {
        line = type(line, piece)
        show()
        return line.state === 'typing' ? undefined : line
      },
      () => ({ state: 'left' }),
    )
    screen.write('\r\n')
    if (end.state !== 'sent') throw new Left('nobody answers')
    return end.text
  }

  return {
    get ended() {
      return keys.destroyed
    },
    say,
    clear: () => void screen.write(clearAll),
    ask,
    async pause(ms) {
      const key = await listen(
        ms,
        (piece) => type(nothing, piece).state,
        () => 'typing' as const,
      )
      if (key === 'left') throw new Left('the person left')
    },
    [Symbol.dispose]() {
      keys.setRawMode(false)
      keys.destroy()
    },
  }
}

type Listen = <T>(ms: number, onPiece: (piece: string) => T | undefined, onIdle: () => T) => Promise<T>

/** One at a time hears the keys, until it has an outcome, or no key came for `ms`. */
function createListener(keys: ReadStream): Listen {
  const decoder = new StringDecoder('utf8')
  return (ms, onPiece, onIdle) => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof onIdle>>()
    const idle = setTimeout(() => resolve(onIdle()), ms)
    const gone = () => resolve(onIdle())
    const hear = (bytes: Buffer) => {
      const outcome = onPiece(decoder.write(bytes))
      if (outcome === undefined) idle.refresh()
      else resolve(outcome)
    }
    keys.on('data', hear).once('close', gone).resume()
    return promise.finally(() => {
      clearTimeout(idle)
      keys.pause().off('data', hear).off('close', gone)
    })
  }
}

/**
 * At word ends; raw mode wants a carriage return with each line feed. Some of it others wrote (a name, the question of
 * a RADIUS server): nothing of it commands the terminal.
 */
function wrap(text: string): string {
  const lines = text.split('\n').map((line) => line.replaceAll(/\p{Cc}/gu, ''))
  return lines.flatMap(rowsOf).join('\r\n')
}

function rowsOf(line: string): readonly string[] {
  const rows: string[] = []
  let row = ''
  for (const word of line.split(' ')) {
    if (row !== '' && row.length + 1 + word.length > wide) {
      rows.push(row)
      row = word
    } else row = row === '' ? word : `${row} ${word}`
  }
  return [...rows, row]
}
