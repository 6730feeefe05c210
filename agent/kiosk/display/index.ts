/**
 * The X server of one kiosk: nobody else's, with no key and no button that a form does not need. It must not know what is
 * shown on it.
 */
export { openDisplay, type Display } from './display.ts'
export { startXServer } from './server.ts'
export type { ShownWindow } from './windows.ts'
