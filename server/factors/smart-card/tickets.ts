import type { AccountId } from '#kernel'
import type { Seal } from '../sealing/seal.ts'

/** What a browser takes to the listener: where it was begun. */
export interface Ticket {
  readonly attempt: string
  /** Random: one of many in that attempt. */
  readonly nonce: string
}

/** What a browser brings back: that a card of this account was shown for that ticket. */
export interface Shown extends Ticket {
  readonly account: AccountId
  /** SHA-256 of the card's public key. */
  readonly key: string
}

/**
 * Both are sealed, so that the listener keeps nothing and asks no database.
 *
 *     portal ── ticket ──▶ browser ── form ──▶ listener, over TLS with the card
 *     portal ◀── answer ── browser ◀─ redirect, after # ──┘
 *
 * The answer is given to the browser that showed the card, and to nobody else: who makes another person show her card
 * for his ticket does not get it.
 */
export interface Tickets {
  ticket(ticket: Ticket, until: Date): string
  readTicket(text: string, now: Date): Ticket | undefined
  answer(shown: Shown, until: Date): string
  readAnswer(text: string, now: Date): Shown | undefined
}

const longest = 2_048
/** As long as putting in the card and its PIN may take. */
export const cardSeconds = 300

export function createTickets(seal: Pick<Seal, 'seal' | 'open'>): Tickets {
  const write = (kind: string, content: object, until: Date) => {
    const plain = Buffer.from(JSON.stringify({ ...content, until: until.getTime() }))
    return Buffer.from(seal.seal(plain, `smart-card ${kind}`)).toString('base64url')
  }

  /** What was sealed here has the form that it had then. */
  function read<T>(kind: string, text: string, now: Date): T | undefined {
    const bytes = Buffer.from(text.slice(0, longest), 'base64url')
    // Decoding passes over what is no base64url: one ticket has one spelling.
    const plain = bytes.toString('base64url') === text ? seal.open(bytes, `smart-card ${kind}`) : undefined
    if (plain === undefined) return undefined
    const content = JSON.parse(Buffer.from(plain).toString('utf8')) as T & { readonly until: number }
    return now.getTime() < content.until ? content : undefined
  }

  return {
    ticket: (ticket, until) => write('ticket', ticket, until),
    readTicket: (text, now) => read('ticket', text, now),
    answer: (shown, until) => write('answer', shown, until),
    readAnswer: (text, now) => read('answer', text, now),
  }
}

export function isFor(shown: Shown | undefined, attempt: string, nonce: string): shown is Shown {
  return shown?.attempt === attempt && shown.nonce === nonce
}
