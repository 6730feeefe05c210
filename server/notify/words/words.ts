import type { Notice } from '../notify.ts'

/** Everything a notice says, in one language. */
export interface Words {
  readonly notices: Readonly<Record<Notice['kind'], { readonly subject: string; readonly happened: string }>>
  readonly greeting: (name: string) => string
  readonly when: string
  readonly from: string
  readonly atComputer: string
  readonly who: string
  readonly number: string
  /** To one who is asked to vouch. */
  readonly ifUnsure: (helpDesk: string) => string
  /** A mail with a code. */
  readonly code: {
    readonly subject: string
    readonly codeIs: (minutes: number) => string
    readonly doNotTell: (helpDesk: string) => string
  }
  /** `days` is 0 on the day itself. */
  readonly expires: (day: string, days: number) => string
  readonly changeHere: (page: string) => string
  /** Of a mass reset; a day is written out. */
  readonly campaign: {
    readonly before: Readonly<Record<'must-change' | 'random-reset', (day: string, page: string) => string>>
    readonly at: Readonly<Record<'must-change' | 'random-reset', (page: string) => string>>
    readonly after: (day: string) => string
    /** What comes then. */
    readonly afterwards: Readonly<Record<'disable' | 'random-reset', string>>
    readonly enrol: (page: string) => string
    readonly unsure: (helpDesk: string) => string
    /** While self-service is closed, instead of the same above: no address in it, and the way that is left. */
    readonly closed: {
      readonly before: (day: string) => string
      readonly at: string
      readonly unsure: (helpDesk: string) => string
    }
  }
  readonly enrolUntil: (day: string) => string
  readonly enrolHere: (page: string) => string
  readonly serviceAccount: string
  readonly serviceRuns: string
  readonly serviceUntil: (day: string) => string
  readonly serviceHow: (helpDesk: string) => string
  readonly notYou: (helpDesk: string) => string
  readonly stop: (page: string, code: string) => string
  readonly automatic: string
}
