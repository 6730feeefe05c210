import assert from 'node:assert/strict'
import { codeAt, stepAt, type OathToken } from '@keyturn/protocols/oath'
import type { Account } from '#directory'
import { createLog, secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { createChallengeStore } from '../challenges/store-sql.ts'
import { anAsking } from '../factor-suite.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createSeal } from '../sealing/seal.ts'
import { createImports } from './imports.ts'
import { createTokenPool, type TokenTables } from './store-sql.ts'
import { createTokens } from './token.ts'

export const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId
export const mallory = '6f1c3a52-0000-4000-8000-000000000002' as AccountId

/** A pool of tokens on a real database, and what is in people's hands. */
export async function aPool() {
  const db = await aDatabase([factorsMigrations])
  let now = new Date('2026-11-21T08:00:00Z')
  const lines: string[] = []
  const deps = {
    pool: createTokenPool(db.tables()),
    challengeStore: createChallengeStore(db.tables()),
    seal: createSeal([Buffer.alloc(32, 7)], systemRandom),
    clock: () => now,
    random: systemRandom,
    log: createLog('error', { write: (line) => void lines.push(line) }),
  }
  const factor = createTokens(deps)
  const imports = createImports(deps)
  const enrolment = factor.enrolment ?? assert.fail()
  let serials = 0
  const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000))

  /** One with a button, in the pool; each press shows the next code. */
  async function button(serial = `B-${++serials}`) {
    const token = { type: 'hotp', algorithm: 'SHA1', digits: 6, seed: systemRandom(20), counter: 0 } as const
    await imports.add([{ serial, token, drift: 0, manufacturer: null, model: null }], 'table.csv')
    let counter = 0
    return { serial, token, press: (times = 1) => codeAt(token.seed, token, (counter += times) - 1) }
  }
  /** One with a clock, that is so many seconds ahead. */
  async function watch(ahead = 0, change: Partial<OathToken> = {}, serial = `C-${++serials}`) {
    const usual = { type: 'totp', algorithm: 'SHA256', digits: 8, seed: systemRandom(32), periodSeconds: 60 }
    const token = { ...usual, ...change } as OathToken & { type: 'totp' }
    await imports.add([{ serial, token, drift: 0, manufacturer: null, model: null }], 'table.csv')
    const show = (off = ahead) =>
      codeAt(token.seed, token, stepAt(token, new Date(now.getTime() + off * 1000)))
    return { serial, token, show }
  }
  const offer = async (account: AccountId, serial: string) =>
    (await enrolment.offer({ id: account } as Account, serial, anAsking(account))).id
  const confirm = (account: AccountId, id: string, answer: string) =>
    enrolment.confirm(account, id, secret(answer))
  async function enrol(account: AccountId, serial: string, codes: string) {
    const confirmed = await confirm(account, await offer(account, serial), codes)
    assert.ok(typeof confirmed === 'object')
    return await confirmed.enrol('Token')
  }
  const prove = (account: AccountId | null, answer: string) => factor.prove(anAsking(account), secret(answer))
  return {
    ...deps,
    factor,
    imports,
    lines,
    pass,
    button,
    watch,
    offer,
    confirm,
    enrol,
    prove,
    tables: () => db.tables<TokenTables>(),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}
