/**
 * A smart card at the kiosk: the one other address that its browser reaches, the library that its profile knows, and the
 * one other window that may stand on its screen. It must not know PINs, certificates or what the card's address answers.
 *
 *     browser ─▶ door (this computer, CONNECT) ─▶ where cards are shown
 *                  └─ when it was last asked for ─▶ which second window is the question for the PIN
 */
export { openDoor, type CardUse } from './door.ts'
export { isPinQuestion } from './pin-question.ts'
export { moduleList } from './module-list.ts'
export { cardSettings } from './settings.ts'
