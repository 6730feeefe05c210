import type { AccountId } from '#kernel'
import type { WrittenWay } from '../claims/claims.ts'

/** `before:5`, `at`, `after:3`: each is sent to a person once. */
export type NoticeKind = `before:${number}` | 'at' | `after:${number}`

/** Which are due at an office now. */
export interface DueNotices {
  readonly office: string
  readonly timeZone: string
  /** To those who wait, and whose wave is on one of these days. */
  readonly before: readonly { readonly kind: NoticeKind; readonly from: string; readonly to: string }[]
  /** To those who were written, and are not back. */
  readonly at: boolean
  /** The same, written on one of these days. */
  readonly after: readonly { readonly kind: NoticeKind; readonly from: string; readonly to: string }[]
}

export interface ClaimedNotice {
  readonly account: AccountId
  readonly kind: NoticeKind
  readonly way: WrittenWay
  /** Of her wave. */
  readonly due: string
  /** On which she was written to, where she is; null: that is still to come. */
  readonly written: string | null
}

export type NoticeBecame = 'sent' | 'no-address' | 'disabled' | 'gone'

export interface NoticeCount {
  readonly kind: NoticeKind
  readonly became: NoticeBecame | 'unknown'
  readonly people: number
}

/** To nobody who is exempt, or was disabled when it was frozen. */
export interface NoticeStore {
  /** Takes some that are due. Of two servers at once each gets others, and nobody gets one that was taken before. */
  claimNotices(freeze: string, due: DueNotices, at: Date, limit: number): Promise<readonly ClaimedNotice[]>
  noticesBecame(
    freeze: string,
    became: readonly {
      readonly account: AccountId
      readonly kind: NoticeKind
      readonly became: NoticeBecame
    }[],
  ): Promise<void>
  noticeCounts(freeze: string): Promise<readonly NoticeCount[]>
}
