/** What carries a text to a telephone. It does not know what the text is for. */
export interface SmsGateway {
  /**
   * Hands one short message over; that it was accepted does not mean that it arrived. It gives up by itself after
   * the time that is set, and at once when `signal` says so.
   *
   * @param number E.164, `+491701234567`.
   */
  send(number: string, text: string, options?: { readonly signal?: AbortSignal }): Promise<SmsSent>
}

export type SmsSent =
  | { readonly accepted: true; readonly id?: string | undefined }
  | { readonly accepted: false; readonly why: SmsRefusal }

export type SmsRefusal =
  /** The gateway does not take this number or this text. Another time it will not, either. */
  | 'refused'
  /** The gateway cannot be reached, does not let us in, or takes no more for now. Nothing was sent. */
  | 'unavailable'
  /** It was handed over, and nobody said whether it was taken: it may arrive. */
  | 'unanswered'
  /** More than one message has room for. */
  | 'too-long'
