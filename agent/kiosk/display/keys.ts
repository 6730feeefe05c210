/**
 * Which keys a person at a kiosk has: those that write, and those that move in a form. Pure.
 *
 * With Control, Alt and Super go all shortcuts of browser and X server at once, whatever the next version of the
 * browser calls them; with the function keys those that need none of them.
 */

/** KEYSYMs, from X11's keysymdef.h and XF86keysym.h. */
const taken: readonly (readonly [from: number, to: number])[] = [
  // F1 … F35
  [0xffbe, 0xffe0],
  // Control, Meta, Alt, Super, Hyper; between them Caps Lock and Shift Lock, which stay
  [0xffe3, 0xffe4],
  [0xffe7, 0xffee],
  // Print, Execute, Undo, Redo, Menu, Find, Cancel, Help, Break
  [0xff61, 0xff62],
  [0xff65, 0xff6b],
  // Pause, SysRq
  [0xff13, 0xff13],
  [0xff15, 0xff15],
  // Terminate_Server, and the accessibility and virtual keys around it
  [0xfed0, 0xfed5],
  // All that XF86 names: browsers, mail, consoles (Switch_VT_1 …), power; and those that are named by the kernel's code
  [0x1008fe00, 0x1008ffff],
  [0x10081000, 0x10081fff],
]

export const escape = 0xff1b
/**
 * Scroll Lock: what the taken keys are instead. On a key with nothing on it Chromium (150) goes by where it is on the
 * keyboard, and F1 is F1 again.
 */
export const idle = 0xff14

/** What stands on keys; `perKey` KEYSYMs for each keycode from `first` on. 0: nothing. */
export interface KeyMap {
  readonly first: number
  readonly perKey: number
  readonly keysyms: readonly number[]
}

/** The keycodes that have to lose what stands on them. */
export function keysToTake({ first, perKey, keysyms }: KeyMap): readonly number[] {
  const found = new Set<number>()
  for (const [at, keysym] of keysyms.entries()) {
    if (taken.some(([from, to]) => keysym >= from && keysym <= to)) found.add(first + Math.floor(at / perKey))
  }
  return [...found]
}

export function keysOf(keysym: number, { first, perKey, keysyms }: KeyMap): readonly number[] {
  const codes = keysyms.flatMap((one, at) => (one === keysym ? [first + Math.floor(at / perKey)] : []))
  return [...new Set(codes)]
}

/** Rows of Shift, Lock, Control, Mod1 … Mod5, with `perRow` keycodes each. 0: none. */
export interface ModifierMap {
  readonly perRow: number
  readonly keycodes: readonly number[]
}

const rows = { shift: 0, lock: 1, numLock: 4, thirdLevel: 7 } as const
const kept: ReadonlySet<number> = new Set(Object.values(rows))

/** Control, Alt and Super are nobody's any more. */
export function withoutCommands({ perRow, keycodes }: ModifierMap): ModifierMap {
  return { perRow, keycodes: keycodes.map((code, at) => (kept.has(Math.floor(at / perRow)) ? code : 0)) }
}

/** Button by button; wheels stay, and the first. What the others do (menus, new windows, going back) is nobody's. */
export function withoutMenus(buttons: readonly number[]): readonly number[] {
  return buttons.map((button, at) => (at === 0 || (at >= 3 && at <= 6) ? button : 0))
}
