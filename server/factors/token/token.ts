import type { AccountId } from '#kernel'
import type { Factor, Proof } from '../factor.ts'
import { positionOf, readCodes, type Typed } from './codes.ts'
import { createTokenEnrolment, maxTokens, type TokenDeps } from './enrolment.ts'
import { seedPlace } from './serial.ts'
import type { Token } from './store.ts'

const nobody = '00000000-0000-0000-0000-000000000000' as AccountId

/** A hardware token of the organisation's pool, with a button (HOTP) or a clock (TOTP). */
export function createTokens(deps: TokenDeps): Factor {
  const { pool, seal, clock } = deps
  const idle = idleToken(deps)

  return {
    name: 'token',
    kind: 'possession',
    worksOffline: true,
    enrolment: createTokenEnrolment(deps),

    async prove({ account }, answer): Promise<Proof> {
      const tokens = await pool.of(account ?? nobody)
      const typed = readCodes(answer.reveal())
      const now = clock()
      const idles = Array<Token>(Math.max(0, maxTokens - tokens.length)).fill(idle)
      const [match] = [...tokens, ...idles].flatMap((token) => matchOf(deps, token, typed, now))
      // The idle token has a seed, too: what matches it by chance proves nothing.
      if (match === undefined || match.token === idle) {
        return { proved: false, why: tokens.length === 0 ? 'not-enrolled' : 'wrong' }
      }
      return (await pool.use(match.token, match.position, now))
        ? { proved: true }
        : { proved: false, why: 'reused' }
    },

    async enrolled(account) {
      return (await pool.of(account)).flatMap(({ id, holder }) =>
        holder === null
          ? []
          : [
              {
                id,
                factor: 'token',
                name: holder.name,
                enrolled: holder.assigned,
                lastUsed: holder.lastUsed,
              },
            ],
      )
    },

    async remove(account, id) {
      const token = (await pool.of(account)).find((one) => one.id === id)
      if (token === undefined) return false
      const seed = seal.open(token.sealedSeed, seedPlace(token.serial, account))
      // One that does not open was hung here, or has another key file: nobody gets it again.
      if (seed === undefined) return await pool.revoke(token.serial, clock())
      return await pool.takeBack(token, seal.seal(seed, seedPlace(token.serial, '')))
    },

    readyAmong: (accounts) => pool.among(accounts.map(({ id }) => id)),
    boundSince: (since) => pool.boundSince(since),
    rename: (account, id, name) => pool.rename(account, id, name),
  }
}

function matchOf({ seal, log }: TokenDeps, token: Token, typed: Typed, now: Date) {
  const seed = seal.open(token.sealedSeed, seedPlace(token.serial, token.holder?.account ?? ''))
  if (seed === undefined) {
    // Not a fault: an answer of another kind would tell that this account is enrolled.
    log.error(
      { token: token.id },
      'the seed of a token does not open: another key file, or hung on this account',
    )
    return []
  }
  const position = positionOf(seed, token, typed, now)
  return position === undefined ? [] : [{ token, position }]
}

function idleToken({ seal, random, clock }: TokenDeps): Token {
  const serial = 'IDLE'
  return {
    serial,
    id: 'idle',
    sealedSeed: seal.seal(random(20), seedPlace(serial, '')),
    type: 'hotp',
    algorithm: 'SHA1',
    digits: 6,
    periodSeconds: 30,
    next: 0,
    drift: 0,
    lastOffset: 0,
    manufacturer: null,
    model: null,
    imported: clock(),
    importedFrom: '',
    holder: null,
    revoked: null,
  }
}
