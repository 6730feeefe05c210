import type { ShownWindow } from '../display/index.ts'

/**
 * Whether a second window can be the browser's question for a PIN, by what neither a page nor a person chooses. Pure.
 *
 * Chromium (150) draws that question itself, so on the X connection of its window; names no class for it, as it does for
 * each window that shows a page; and ties it to no window, as GTK does with its dialogs for files and printers, which
 * come by a connection of their own. It is a line of text, a field and two buttons, and stands in the middle of its
 * window; a film that a page lets out of its window, drawn by the browser as well, stands in a corner. The title says
 * nothing: whoever writes a page writes a title.
 *
 * What passes as well is a small window in the middle that the browser draws itself and that shows no page.
 */
export function isPinQuestion(asked: ShownWindow, kiosk: ShownWindow): boolean {
  const isDrawnByBrowser = asked.client === kiosk.client && !asked.hasClass && !asked.isTransient
  return isDrawnByBrowser && asked.height <= highest && asked.width < kiosk.width && isAmid(asked, kiosk)
}

/** The question is 166 pixels high; the task manager, the smallest other window in the middle, 328. */
const highest = 300
/** Of half a pixel, rounded. */
const leeway = 2

function isAmid(one: ShownWindow, other: ShownWindow): boolean {
  const across = one.x + one.width / 2 - (other.x + other.width / 2)
  const down = one.y + one.height / 2 - (other.y + other.height / 2)
  return Math.abs(across) <= leeway && Math.abs(down) <= leeway
}
