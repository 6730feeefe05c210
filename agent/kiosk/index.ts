/**
 * The way in at a graphical log-on: a person who cannot log on resets her password in the portal, on this screen, in a
 * browser that can do nothing else. It opens and ends the browser, and knows nothing of what is typed there, of launches,
 * or of how a log-on is refreshed.
 *
 *     log-on screen ─▶ X server of its own ─▶ portal ─▶ read the end ─▶ log-on screen
 *                                               └─ Escape, nobody there, browser gone, another window ─▶┘
 *
 * Four walls, each of which has to hold alone: keys (no shortcut reaches the browser), the browser's managed policies
 * (nothing but the portal loads), the room (an account, mounts and processes of its own), and the watch (whatever opens a
 * window ends all). With `card` set, each has one gap, of one address and one window: `card/`.
 */
export { createKiosk, type Kiosk } from './kiosk.ts'
export { kioskSettings } from './settings.ts'
