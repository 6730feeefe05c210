import type { Notice } from '../notify.ts'

/** Everything a notice says, in one language. */
export interface Words {
  readonly notices: Readonly<Record<Notice['kind'], { readonly subject: string; readonly happened: string }>>
  readonly greeting: (name: string) => string
  readonly when: string
  readonly from: string
  readonly notYou: (helpDesk: string) => string
  readonly automatic: string
}
