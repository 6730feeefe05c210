/** What the person in front of the computer is told, and where. What she types there. It must not decide anything. */
export type { Keyboard, LedNowhere, LogonView, Message, Prompt, Screen, Told } from './screen.ts'
export { createConsole } from './console.ts'
export { openKeyboard } from './keyboard.ts'
export { isLanguage, promptsIn, type Language } from './words/index.ts'
export { createTyping, type Typing } from './typing.ts'
export { askYes } from './ask.ts'
