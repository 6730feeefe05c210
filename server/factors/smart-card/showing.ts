import { createHash } from 'node:crypto'
import type { Cards, Certificate } from '@keyturn/protocols/pki'
import type { Directory } from '#directory'
import { Fault, type AccountId, type Clock, type Log } from '#kernel'
import { cardSeconds, type Tickets } from './tickets.ts'

export interface ShowingDeps {
  readonly cards: Cards
  readonly directory: Pick<Directory, 'findByCard'>
  readonly tickets: Tickets
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** What the browser is sent back with: an answer for the portal, or a word for its page. */
export type Outcome =
  | { readonly card: string }
  | { readonly refused: 'late' | 'no-card' | 'not-accepted' | 'unknown' | 'not-now' }

/**
 * Looks at a card. Its holder reads only that it was not accepted; why is in the log, for those who run the CA.
 *
 * @param chain in DER, of which TLS has proved that the holder has the key of the first.
 */
export function createShowing(deps: ShowingDeps) {
  const { cards, directory, tickets, clock, log } = deps

  async function accountOf(
    mappings: (Awaited<ReturnType<Cards['check']>> & { ok: true })['mappings'],
  ): Promise<AccountId | undefined> {
    for (const mapping of mappings) {
      const found = await directory.findByCard(mapping)
      if (found.found) return found.account.id
      // A card that two accounts claim is nobody's, also by a weaker sign.
      if (found.why === 'ambiguous') return undefined
    }
    return undefined
  }

  return async (ticketText: string, chain: readonly Uint8Array[]): Promise<Outcome> => {
    const now = clock()
    const ticket = tickets.readTicket(ticketText, now)
    if (ticket === undefined) return { refused: 'late' }
    if (chain.length === 0) return { refused: 'no-card' }
    const checked = await cards.check(chain, now)
    if (!checked.ok) {
      log.warn({ why: checked.why }, 'a smart card was not accepted')
      return { refused: 'not-accepted' }
    }
    try {
      const account = await accountOf(checked.mappings)
      if (account === undefined) {
        log.warn({ key: keyOf(checked.certificate) }, 'a smart card names no account, or more than one')
        return { refused: 'unknown' }
      }
      const { attempt, nonce } = ticket
      const until = new Date(now.getTime() + cardSeconds * 1000)
      return { card: tickets.answer({ attempt, nonce, account, key: keyOf(checked.certificate) }, until) }
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      log.warn({ err: cause }, 'nobody could be asked whose a smart card is')
      return { refused: 'not-now' }
    }
  }
}

export type Showing = ReturnType<typeof createShowing>

function keyOf({ keyBits }: Certificate): string {
  return createHash('sha256').update(keyBits).digest('hex')
}
