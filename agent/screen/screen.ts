import type { NotRefreshedWhy, RefreshPath } from '@keyturn/contract'

/** What the person in front of the computer gets to know, in the order in which it happens. */
export type Message =
  | { readonly what: 'go-to'; readonly portal: string; readonly until: Date }
  | { readonly what: 'server-away' }
  | { readonly what: 'nobody-cached' }
  | { readonly what: 'password-arrived'; readonly name: string }
  | { readonly what: 'trying'; readonly path: RefreshPath | 'proof' }
  | { readonly what: 'refreshed'; readonly name: string }
  | { readonly what: 'not-refreshed'; readonly why: NotRefreshedWhy; readonly detail: string | null }
  | { readonly what: 'ended'; readonly why: 'late' | 'refused' | 'fetched' | 'not-cached-here' }
  | { readonly what: 'not-reported' }
  | { readonly what: 'logon'; readonly logon: LogonView }
  | { readonly what: 'caching-off' }
  | { readonly what: 'relaying'; readonly port: number; readonly server: string }
  | { readonly what: 'enrolled'; readonly server: string; readonly portal: string }

/** How one cached log-on stands. */
export interface LogonView {
  readonly name: string
  readonly state: 'current' | 'stale' | 'missing' | 'unknown'
  /** When the password was set that this computer takes, and the newest one. */
  readonly takes: Date | null
  readonly newest: Date | null
}

/** Where a person reads it. One implementation for each place: the console today, the log-on screen later. */
export interface Screen {
  show(message: Message): void
}
