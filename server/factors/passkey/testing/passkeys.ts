import assert from 'node:assert/strict'
import type { Account } from '#directory'
import { createLog, secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../../storage/testing.ts'
import { createChallengeStore } from '../../challenges/store-sql.ts'
import { anAsking } from '../../factor-suite.ts'
import type { Asking, Confirmed } from '../../factor.ts'
import { factorsMigrations } from '../../migrations/index.ts'
import { openPasskey } from '../open.ts'
import type { PasskeySettings } from '../settings.ts'
import { createPasskeyStore } from '../store-sql.ts'
import {
  createKey,
  testOrigin,
  useKey,
  type Behaviour,
  type BrowserOptions,
  type TestKey,
} from './authenticator.ts'

/** The factor on a real database, with people who have authenticators in software. */
export async function aPasskeyWorld(settings: Partial<PasskeySettings> = {}, start = '2026-11-21T08:00:00Z') {
  const db = await aDatabase([factorsMigrations])
  let now = new Date(start)
  const lines: string[] = []
  const parts = {
    store: createPasskeyStore(db.tables()),
    challengeStore: createChallengeStore(db.tables()),
    clock: () => now,
    random: systemRandom,
    log: createLog('info', { write: (line) => void lines.push(line) }),
    publicUrl: testOrigin,
    issuer: 'Example Corp',
  }
  const passkey = await openPasskey({ origins: [], ...settings }, parts)
  const enrolment = passkey.enrolment ?? assert.fail()

  async function offer(account: AccountId) {
    const person = { id: account, userPrincipalName: 'alice@corp.example', displayName: 'Alice' } as Account
    const made = await enrolment.offer(person, undefined, anAsking(account))
    assert.ok(made.kind === 'passkey')
    return { id: made.id, options: made.options as unknown as BrowserOptions & Record<string, unknown> }
  }
  const confirm = (account: AccountId, id: string, answer: string) =>
    enrolment.confirm(account, id, secret(answer))
  async function enrol(account: AccountId, behaviour: Behaviour = {}, counts = true): Promise<TestKey> {
    const { id, options } = await offer(account)
    const { key, answer } = createKey(options, behaviour, counts)
    const confirmed = confirmedOf(await confirm(account, id, answer))
    assert.ok(await confirmed.enrol('Laptop'))
    return key
  }
  async function begin(account: AccountId | null) {
    const asking = anAsking(account)
    const challenge = (await passkey.challenge?.(asking)) ?? assert.fail()
    assert.ok(challenge.kind === 'passkey')
    return { asking, options: challenge.options as unknown as BrowserOptions & Record<string, unknown> }
  }
  const prove = (asking: Asking, answer: string) => passkey.prove(asking, secret(answer))
  /** Is asked, and answers with this key. */
  async function turn(account: AccountId, key: TestKey, behaviour: Behaviour = {}) {
    const { asking, options } = await begin(account)
    return await prove(asking, useKey(key, options, behaviour))
  }

  return {
    passkey,
    parts,
    lines,
    offer,
    confirm,
    enrol,
    begin,
    prove,
    turn,
    pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

export function confirmedOf(confirmed: Confirmed | 'wrong' | 'unknown'): Confirmed {
  assert.ok(typeof confirmed === 'object', `not confirmed: ${JSON.stringify(confirmed)}`)
  return confirmed
}
