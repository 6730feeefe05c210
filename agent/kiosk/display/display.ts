import type { Cookie } from './cookie.ts'
import { escape, idle, keysOf, keysToTake, withoutCommands, withoutMenus, type KeyMap } from './keys.ts'
import { focus, shownWindows, words, type ShownWindow } from './windows.ts'
import { openWire, type Wire } from './wire.ts'

/** The screen, the keyboard and the mouse of one kiosk. @throws by each when the X server is gone. */
export interface Display extends Disposable {
  readonly size: { readonly width: number; readonly height: number }
  /** Leaves the keys and buttons that a form needs, also on a keyboard that was plugged in since. */
  takeCommandsAway(): Promise<void>
  /** Since somebody last touched keyboard or mouse. */
  idleMs(): Promise<number>
  /** Windows that a program opened to be seen; its menus are none. */
  windows(): Promise<readonly ShownWindow[]>
  /** What is typed goes to this window of `windows`. */
  focus(window: ShownWindow): void
  /** Aborts when Escape is pressed. */
  readonly escaped: AbortSignal
  readonly closed: AbortSignal
}

// Opcodes (X11 protocol, appendix B).
const grabKey = 33
const queryExtension = 98
const changeKeyboardMapping = 100
const getKeyboardMapping = 101
const setPointerMapping = 116
const getPointerMapping = 117
const setModifierMapping = 118
const getModifierMapping = 119
/** Of MIT-SCREEN-SAVER. */
const queryInfo = 1

const anyModifier = 0x8000
const async = 1

export async function openDisplay(number: number, cookie: Cookie): Promise<Display> {
  const wire = await openWire(`/tmp/.X11-unix/X${number}`, cookie)
  const escaped = new AbortController()
  // Nothing else is grabbed.
  wire.onKey = () => escaped.abort()
  const saver = await extension('MIT-SCREEN-SAVER', wire)
  const grabbed = new Set<number>()
  return {
    size: wire.size,
    closed: wire.closed,
    escaped: escaped.signal,
    async takeCommandsAway() {
      const keys = await keyMap(wire)
      for (const keycode of keysToTake(keys)) idleKey(keycode, keys.perKey, wire)
      await takeModifiers(wire)
      await takeButtons(wire)
      for (const keycode of keysOf(escape, keys)) {
        if (!grabbed.has(keycode)) grab(keycode, wire)
        grabbed.add(keycode)
      }
    },
    idleMs: async () => (await wire.ask(saver, queryInfo, words(wire.root))).readUInt32LE(16),
    windows: () => shownWindows(wire),
    focus: ({ id }) => focus(id, wire),
    [Symbol.dispose]: () => wire[Symbol.dispose](),
  }
}

async function extension(name: string, wire: Wire): Promise<number> {
  const body = Buffer.concat([Buffer.from([name.length, 0, 0, 0]), Buffer.from(name)])
  const answer = await wire.ask(queryExtension, 0, body)
  if (answer[8] !== 1)
    throw new Error(`the X server has no ${name}: nobody would know when a person went away`)
  return answer.readUInt8(9)
}

async function keyMap(wire: Wire): Promise<KeyMap> {
  const { first, last } = wire.keycodes
  const answer = await wire.ask(getKeyboardMapping, 0, Buffer.from([first, last - first + 1, 0, 0]))
  const count = answer.readUInt32LE(4)
  const keysyms = Array.from({ length: count }, (_, at) => answer.readUInt32LE(32 + at * 4))
  return { first, perKey: answer.readUInt8(1), keysyms }
}

function idleKey(keycode: number, perKey: number, wire: Wire): void {
  const body = Buffer.alloc(4 + perKey * 4)
  body.writeUInt8(keycode, 0)
  body.writeUInt8(perKey, 1)
  body.writeUInt32LE(idle, 4)
  wire.tell(changeKeyboardMapping, 1, body)
}

/** While such a key is down the server is busy (status 1): the next time. */
async function takeModifiers(wire: Wire): Promise<void> {
  const answer = await wire.ask(getModifierMapping, 0, Buffer.alloc(0))
  const perRow = answer.readUInt8(1)
  const now = { perRow, keycodes: [...answer.subarray(32, 32 + perRow * 8)] }
  const wanted = withoutCommands(now)
  if (wanted.keycodes.every((code, at) => code === now.keycodes[at])) return
  await wire.ask(setModifierMapping, perRow, Buffer.from(wanted.keycodes))
}

async function takeButtons(wire: Wire): Promise<void> {
  const answer = await wire.ask(getPointerMapping, 0, Buffer.alloc(0))
  const now = [...answer.subarray(32, 32 + answer.readUInt8(1))]
  const wanted = withoutMenus(now)
  if (wanted.every((button, at) => button === now[at])) return
  await wire.ask(setPointerMapping, wanted.length, Buffer.from(wanted))
}

function grab(keycode: number, wire: Wire): void {
  const body = Buffer.alloc(12)
  body.writeUInt32LE(wire.root, 0)
  body.writeUInt16LE(anyModifier, 4)
  body.set([keycode, async, async], 6)
  wire.tell(grabKey, 0, body)
}
