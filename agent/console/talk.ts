import type { PortalApi } from '../api/portal-api.ts'
import type { Terminal } from './terminal.ts'
import type { ConsoleWords } from './words/index.ts'

/** With whom somebody talks at a console: it asks her, and tells the server what she answered. */
export interface Talk {
  readonly terminal: Terminal
  readonly words: ConsoleWords
  readonly api: PortalApi
}
