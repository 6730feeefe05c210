import type { AccountId, Log } from '#kernel'
import type { Factor, Proof } from '../factor.ts'
import { createTotpEnrolment, type TotpEnrolmentDeps } from './enrolment.ts'
import { appKind, matchingStep, nextDrift, stepAt } from './code.ts'
import type { Token, TokenStore } from './store.ts'
import { seedBytes, seedPlace } from './seed.ts'

export interface TotpDeps extends TotpEnrolmentDeps {
  readonly store: TokenStore
  readonly log: Pick<Log, 'error'>
}

/** So many authenticators a person may have; every try works through as many, so that time does not tell how many. */
const maxTokens = 5

export function createTotp(deps: TotpDeps): Factor {
  const { store, clock } = deps
  const idle = idleToken(deps)

  return {
    name: 'totp',
    kind: 'possession',
    worksOffline: true,
    enrolment: createTotpEnrolment(deps, maxTokens),

    async prove({ account }, answer): Promise<Proof> {
      const tokens = await store.tokens(account ?? idle.account)
      const code = answer.reveal().replaceAll(/[\s-]/g, '')
      const now = clock()
      const idles = Array<Token>(Math.max(0, maxTokens - tokens.length)).fill(idle)
      const [match] = [...tokens, ...idles].flatMap((token) => matchesOf(deps, token, code, now))
      // The idle token has a seed, too: what matches it by chance proves nothing.
      if (match === undefined || match.token === idle) {
        return { proved: false, why: tokens.length === 0 ? 'not-enrolled' : 'wrong' }
      }
      const { token, step } = match
      const drift = nextDrift(token, step - stepAt(token, now))
      return (await store.use(token, step, drift, now)) ? { proved: true } : { proved: false, why: 'reused' }
    },

    async enrolled(account) {
      const tokens = await store.tokens(account)
      return tokens.map(({ id, name, enrolled, lastUsed }) => ({
        id,
        factor: 'totp',
        name,
        enrolled,
        lastUsed,
      }))
    },

    readyAmong: (accounts) => store.among(accounts.map(({ id }) => id)),
    remove: (account, id) => store.remove(account, id),
    boundSince: (since) => store.boundSince(since),
    rename: (account, id, name) => store.rename(account, id, name),
  }
}

function matchesOf({ seal, log }: TotpDeps, token: Token, code: string, now: Date) {
  const seed = seal.open(token.sealedSeed, seedPlace(token.account, token.id))
  if (seed === undefined) {
    // Not a fault: an answer of another kind would tell that this account is enrolled.
    log.error(
      { token: token.id },
      'a TOTP seed does not open: the key file is not the one it was sealed under',
    )
    return []
  }
  const step = matchingStep(seed, token, code, { now, drift: token.drift })
  return step === undefined ? [] : [{ token, step }]
}

function idleToken({ seal, random, clock }: TotpDeps): Token {
  const account = '00000000-0000-0000-0000-000000000000' as AccountId
  const sealedSeed = seal.seal(random(seedBytes), seedPlace(account, 'idle'))
  const clockless = { lastStep: 0, drift: 0, lastOffset: 0, enrolled: clock(), lastUsed: null }
  return { id: 'idle', account, name: '', sealedSeed, ...appKind, ...clockless }
}
