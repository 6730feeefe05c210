/**
 * A new password at a computer that reaches nobody: it shows a challenge, the person carries it to the portal on another
 * device and brings back the response, which only the server could compute, and only after the directory took the
 * password. It must not know how a cache is changed, nor ask anybody anything while it works.
 *
 *     challenge shown ─▶ response and password typed ─▶ counted ─▶ compared ─▶ log-on changed and proved ─▶ closed
 *          ▲                                                          │
 *          └──────────(three wrong: a new challenge)──────────────────┘
 *
 * All of it is on disk and waits for hours, through power loss and restarts. The server hears of it with the next link.
 */
export { agreementFile, fetchAgreement, openAgreement } from './agreement.ts'
export { openChallengeBook } from './challenge-book.ts'
export { resetWithoutNetwork } from './reset.ts'
