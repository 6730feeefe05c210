import { readFile } from 'node:fs/promises'
import { createCards, parseCertificates } from '@keyturn/protocols/pki'
import type { Directory } from '#directory'
import { Fault, type Clock, type Log, type Random } from '#kernel'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Factor } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import { openCardListener, type CardListener } from './listener.ts'
import type { SmartCardSettings } from './settings.ts'
import { createShowing } from './showing.ts'
import { createSmartCard } from './smart-card.ts'
import { createSources } from './sources.ts'
import type { CardStore } from './store.ts'
import { createTickets } from './tickets.ts'

export interface OpenSmartCardDeps {
  readonly store: CardStore
  readonly challengeStore: ChallengeStore
  readonly seal: Pick<Seal, 'seal' | 'open'>
  readonly directory: Pick<Directory, 'findByCard'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly publicUrl: string
}

export interface SmartCard {
  readonly factor: Factor
  readonly listener: CardListener
}

/**
 * The factor as its section of the configuration wants it, and its listener, which is to be disposed of.
 *
 * @throws {Fault} `config.invalid` for CAs that are none.
 */
export async function openSmartCard(
  settings: SmartCardSettings,
  deps: OpenSmartCardDeps,
): Promise<SmartCard> {
  const { purposes, crls, hosts, ocspResponder: responder, trustedFile, url } = settings
  const pem = await readFile(trustedFile, 'utf8')
  const trusted = parseCertificates(pem)
  if (trusted === undefined || !trusted.every(({ isCa }) => isCa)) {
    throw new Fault(
      'config.invalid',
      `factors.smartCard.trustedFile: ${trustedFile} holds something that is no CA`,
    )
  }
  const revocation = { crls, hosts, responder }
  const cards = createCards({ ...settings, trusted, purposes, revocation }, createSources(deps.random))
  const tickets = createTickets(deps.seal)
  const showing = createShowing({ ...deps, cards, tickets })
  return {
    factor: createSmartCard({ ...deps, tickets, url }),
    listener: await openCardListener(settings.listen, { ...deps, showing, trusted: pem }),
  }
}
