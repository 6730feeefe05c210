import type { Secret } from '#kernel'

/** A code for one mailbox, with what its reader needs to see that somebody else asked for it. */
export interface CodeMail {
  readonly to: string
  readonly name: string
  readonly code: Secret
  readonly minutes: number
  /** Who asked, from where. */
  readonly at: Date
  readonly address: string
  readonly device: string | null
  readonly language: string
}
