import { timingSafeEqual } from 'node:crypto'
import type { AccountId, Clock, Random } from '#kernel'
import type { Factor, Proof } from '../factor.ts'
import { codeBytes, formatCode, normalizeCode } from './code.ts'
import type { HashCode } from './hash.ts'
import type { CodeSet, RecoveryCodeStore } from './store.ts'

export interface RecoveryCodes extends Factor {
  readonly name: 'recovery-code'
  /** Ten new codes, shown this once; all earlier ones are void. */
  issue(account: AccountId): Promise<readonly string[]>
  /** How many are unused. */
  left(account: AccountId): Promise<number>
}

export interface RecoveryCodesDeps {
  readonly store: RecoveryCodeStore
  readonly hash: HashCode
  readonly clock: Clock
  readonly random: Random
}

const codesPerSet = 10
const saltBytes = 16

export function createRecoveryCodes({ store, hash, clock, random }: RecoveryCodesDeps): RecoveryCodes {
  const nobody = '00000000-0000-0000-0000-000000000000' as AccountId
  const idleSalt = random(saltBytes)

  return {
    name: 'recovery-code',
    kind: 'possession',
    worksOffline: true,

    // One salt for the whole set, or each try would hash ten times: with 80 random bits a salt per code gains nothing.
    async prove({ account }, answer): Promise<Proof> {
      const set = await store.find(account ?? nobody)
      const code = normalizeCode(answer.reveal())
      const hashed = await hash(code ?? '', set?.salt ?? idleSalt)
      const found = codesOf(set).find((one) => timingSafeEqual(one.hash, hashed))
      if (account === null || set === undefined) return { proved: false, why: 'not-enrolled' }
      if (found === undefined) return { proved: false, why: 'wrong' }
      return (await store.use(account, found.hash, clock()))
        ? { proved: true }
        : { proved: false, why: 'reused' }
    },

    async enrolled(account) {
      const set = await store.find(account)
      if (set === undefined || unused(set) === 0) return []
      return [{ id: set.id, factor: 'recovery-code', name: '', enrolled: set.issued, lastUsed: lastUse(set) }]
    },

    readyAmong: (accounts) => store.among(accounts.map(({ id }) => id)),
    remove: (account, id) => store.remove(account, id),
    boundSince: (since) => store.boundSince(since),

    async issue(account) {
      const codes = Array.from({ length: codesPerSet }, () => formatCode(random(codeBytes)))
      const salt = random(saltBytes)
      const hashes = await Promise.all(codes.map((code) => hash(normalizeCode(code) ?? '', salt)))
      const id = Buffer.from(random(16)).toString('base64url')
      await store.replace(account, { id, salt, issued: clock() }, hashes)
      return codes
    },

    async left(account) {
      const set = await store.find(account)
      return set === undefined ? 0 : unused(set)
    },
  }
}

const codesOf = (set: CodeSet | undefined) => set?.codes ?? []

const unused = ({ codes }: CodeSet) => codes.filter(({ used }) => used === null).length

function lastUse({ codes }: CodeSet): Date | null {
  const times = codes.flatMap(({ used }) => (used === null ? [] : [used.getTime()]))
  return times.length === 0 ? null : new Date(Math.max(...times))
}
