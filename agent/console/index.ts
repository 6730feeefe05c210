/**
 * The way in at a text console: whoever stands before a locked computer without a browser resets her password here, in
 * plain questions. It asks and tells; what counts is decided by the server. It must not know how a log-on is refreshed.
 *
 *     menu ─▶ who are you? ─▶ proof, once or more ─▶ new password, twice ─▶ done
 *       ▲────────────── Escape, Ctrl-C, nobody types, an end ──────────────────┘
 *
 * There is no way out of it but logging on elsewhere: it starts no other program, and each key is a character of an
 * answer or nothing. What it leaves out: passkeys and smart cards, which need a browser, and enrolling.
 */
export { Left, openTerminal, type Terminal } from './terminal.ts'
export { receive, type Lead } from './reception.ts'
export { consoleWords } from './words/index.ts'
