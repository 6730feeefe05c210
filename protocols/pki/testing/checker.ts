import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createCards, parseCertificate, type CardRules, type RevocationDeps } from '../index.ts'
import type { Issued } from './workshop.ts'

export interface Around {
  readonly revocation?: Partial<CardRules['revocation']>
  readonly rules?: Partial<CardRules>
  readonly crls?: Readonly<Record<string, Uint8Array | (() => Promise<Uint8Array>)>>
  readonly responder?: RevocationDeps['askResponder']
}

/** What came out, and what was asked for it. */
export function aChecker(ca: Issued, { revocation, rules, crls = {}, responder }: Around) {
  const asked: string[] = []
  const cards = createCards(
    {
      trusted: [parseCertificate(ca.der) ?? assert.fail()],
      purposes: ['smart-card-logon'],
      revocation: { crls: [], responder: undefined, hosts: [], ...revocation },
      ...rules,
    },
    {
      async loadCrl(source) {
        asked.push(source)
        const crl = crls[source]
        return typeof crl === 'function' ? crl() : (crl ?? Promise.reject(new Error('no such file')))
      },
      async askResponder(url, request) {
        asked.push(url)
        return responder === undefined ? Promise.reject(new Error('away')) : responder(url, request)
      },
      random: randomBytes,
    },
  )
  return {
    asked,
    verdict: async (issued: Issued, at = new Date(), ...others: readonly Issued[]): Promise<string> => {
      const answer = await cards.check([issued.der, ...others.map(({ der }) => der)], at)
      return answer.ok ? 'ok' : answer.why
    },
  }
}
