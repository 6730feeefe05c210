import type { DeedReport, NotRefreshedWhy, RefreshPath } from '@keyturn/contract'
import type { CachePolicy, PolicyKey, PolicyOutcome, Refusal } from '../logons/index.ts'
import type { Refusal as StatementRefusal } from '../statement-check.ts'
import type { SettingsRefusal } from '../settings/check.ts'
import type { Refusal as OrderRefusal } from '../watch/order-check.ts'

/** A path by which no DC was to be had. */
export interface LedNowhere {
  readonly path: RefreshPath
  readonly why: 'no-way-to-dc' | 'vpn-did-not-open' | 'vpn-without-dc'
}

/** What the person in front of the computer gets to know, in the order in which it happens. */
export type Message =
  | { readonly what: 'go-to'; readonly portal: string; readonly until: Date }
  | { readonly what: 'server-away' }
  | { readonly what: 'nobody-cached' }
  | { readonly what: 'tunnel'; readonly state: 'opening' | 'open' | 'not-open' | 'lost' | 'closed' }
  | { readonly what: 'settings-refused'; readonly why: SettingsRefusal }
  | { readonly what: 'vpn-asks'; readonly for: 'name' | 'password' }
  | { readonly what: 'password-arrived'; readonly name: string }
  | { readonly what: 'trying'; readonly path: RefreshPath | 'proof' }
  /** Another path may still lead somewhere. */
  | ({ readonly what: 'led-nowhere' } & LedNowhere)
  | { readonly what: 'refreshed'; readonly name: string }
  /** `detail`: of `statement-refused`, what did not fit. */
  | {
      readonly what: 'not-refreshed'
      readonly why: NotRefreshedWhy
      readonly detail: StatementRefusal | null
    }
  | { readonly what: 'ended'; readonly why: 'late' | 'refused' | 'fetched' | 'not-cached-here' }
  | { readonly what: 'not-reported' }
  | {
      readonly what: 'challenge'
      readonly name: string
      readonly portal: string
      /** For a QR code: the same page, which finds the code there. */
      readonly picture: string
      readonly code: string
    }
  | { readonly what: 'incomplete-response' }
  | { readonly what: 'wrong-response'; readonly left: number }
  | { readonly what: 'new-challenge' }
  | { readonly what: 'challenge-kept' }
  | { readonly what: 'unknown-here'; readonly name: string }
  | { readonly what: 'not-prepared' }
  | { readonly what: 'told-all' }
  /** Another agent is at work here in the background. */
  | { readonly what: 'one-moment' }
  | { readonly what: 'order-refused'; readonly why: OrderRefusal }
  | { readonly what: 'logon'; readonly logon: LogonView }
  | { readonly what: 'caching-off' }
  | { readonly what: 'cache-policy'; readonly policy: CachePolicy; readonly now: number }
  | { readonly what: 'policy-set'; readonly key: PolicyKey; readonly outcome: PolicyOutcome }
  | { readonly what: 'nobody-called'; readonly name: string }
  | { readonly what: 'forget-these'; readonly names: readonly string[] }
  | { readonly what: 'forgotten'; readonly name: string; readonly outcome: ForgetOutcome }
  | { readonly what: 'incident-done'; readonly name: string; readonly deeds: readonly DeedReport[] }
  | { readonly what: 'told'; readonly told: Told }
  /** Something that she will want next. */
  | { readonly what: 'resource'; readonly name: string; readonly answers: boolean }
  | { readonly what: 'looking' }
  | { readonly what: 'relaying'; readonly port: number; readonly server: string }
  | { readonly what: 'enrolled'; readonly server: string; readonly portal: string }

export type ForgetOutcome = 'gone' | 'was-not-there' | 'still-there'

/** Why somebody cannot log on here, as far as this computer can know it. Each is told with its one next step. */
export type Told =
  | { readonly cause: 'clock-off'; readonly minutes: number }
  | { readonly cause: 'clock-odd'; readonly now: Date }
  | { readonly cause: 'no-network' | 'captive' | 'server-away' | 'no-dc' | 'caching-off' | 'nothing-here' }
  /** What a log-on with her password came to. */
  | { readonly cause: 'works' | 'works-here' | 'old-password' | 'wrong' | 'wrong-or-newer' | 'refused' }
  | { readonly cause: Refusal }

/** How one cached log-on stands. */
export interface LogonView {
  readonly name: string
  readonly state: 'current' | 'stale' | 'missing' | 'unknown'
  /** When the password was set that this computer takes, and the newest one. */
  readonly takes: Date | null
  readonly newest: Date | null
}

/** What she is asked for, at a computer without a network. */
export type Prompt = 'who' | 'response' | 'password' | 'usual-password'

/** Where she answers. */
export interface Keyboard extends Disposable {
  /** undefined: there is no more, or she has had enough. */
  line(prompt: Prompt): Promise<string | undefined>
  /** The same, and nothing that is typed is shown. UTF-8, the caller's to overwrite. */
  secret(prompt: Prompt): Promise<Buffer | undefined>
}

/** Where a person reads it. One implementation for each place: the console today, the log-on screen later. */
export interface Screen {
  show(message: Message): void
}
