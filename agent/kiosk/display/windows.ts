import type { Wire } from './wire.ts'

/** A window that a program opened to be seen. */
export interface ShownWindow {
  readonly id: number
  /** Which connection to the X server opened it: a program may have several. */
  readonly client: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Has a WM_CLASS (ICCCM 4.1.2.5). */
  readonly hasClass: boolean
  /** Has a WM_TRANSIENT_FOR (ICCCM 4.1.2.6). */
  readonly isTransient: boolean
}

// Opcodes, and atoms that every server has (X11 protocol, appendix B and A).
const getWindowAttributes = 3
const getGeometry = 14
const queryTree = 15
const getProperty = 20
const setInputFocus = 42
const [wmClass, wmTransientFor] = [67, 68]

const viewable = 2
const toParent = 2

/** Menus are none. */
export async function shownWindows(wire: Wire): Promise<readonly ShownWindow[]> {
  const tree = await wire.ask(queryTree, 0, words(wire.root))
  const children = Array.from({ length: tree.readUInt16LE(16) }, (_, at) => tree.readUInt32LE(32 + at * 4))
  // One that was closed meanwhile is an error.
  const shown = await Promise.all(children.map((id) => look(id, wire).catch(() => undefined)))
  return shown.filter((one) => one !== undefined)
}

async function look(id: number, wire: Wire): Promise<ShownWindow | undefined> {
  const [attributes, at, hasClass, isTransient] = await Promise.all([
    wire.ask(getWindowAttributes, 0, words(id)),
    wire.ask(getGeometry, 0, words(id)),
    has(wmClass, id, wire),
    has(wmTransientFor, id, wire),
  ])
  const [mapState, overridesRedirect] = attributes.subarray(26, 28)
  if (mapState !== viewable || overridesRedirect !== 0) return undefined
  const place = { x: at.readInt16LE(12), y: at.readInt16LE(14) }
  const size = { width: at.readUInt16LE(16), height: at.readUInt16LE(18) }
  return { id, client: wire.clientOf(id), ...place, ...size, hasClass, isTransient }
}

async function has(property: number, id: number, wire: Wire): Promise<boolean> {
  const [anyType, from, length] = [0, 0, 0]
  const answer = await wire.ask(getProperty, 0, words(id, property, anyType, from, length))
  return answer.readUInt32LE(8) !== 0
}

/** What is typed goes there: without a window manager nobody else says so. */
export function focus(id: number, wire: Wire): void {
  wire.tell(setInputFocus, toParent, words(id, 0))
}

export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * 4)
  return bytes
}
