import type { ShownWindow } from '../display/index.ts'

/**
 * Whether a second window can be the browser's question for a PIN, by what neither a page nor a person chooses. Pure.
 *
 * Chromium (150) draws that question itself, so on the X connection of its window; names no class for it, as it does for
 * each window that shows a page; and ties it to no window, as GTK does with its dialogs for files and printers, which
 * come by a connection of their own. It is a line of text, a field and two buttons. Its title says nothing: whoever
 * writes a page writes a title.
 *
 * What passes as well is a small window that the browser draws itself and that shows no page.
 */
export function isPinQuestion(asked: ShownWindow, kiosk: ShownWindow): boolean {
  const isDrawnByBrowser = asked.client === kiosk.client && !asked.hasClass && !asked.isTransient
  return isDrawnByBrowser && asked.height <= highest && isInside(asked, kiosk)
}

/** The question is 166 pixels high; the task manager, the smallest window of the same kind, 328. */
const highest = 300

function isInside(one: ShownWindow, other: ShownWindow): boolean {
  const right = one.x + one.width <= other.x + other.width
  const below = one.y + one.height <= other.y + other.height
  return one.x >= other.x && one.y >= other.y && right && below
}
