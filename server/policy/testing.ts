import type { FactorName } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import type { Factor } from '#factors'
import type { AccountId } from '#kernel'
import type { Need } from './need.ts'
import { createPolicy } from './policies.ts'
import type { PolicyConfig } from './settings.ts'

export const sid = (rid: number) => `S-1-5-21-1-2-3-${rid}` as Sid
const groups: Readonly<Record<string, Sid>> = {
  Finance: sid(1201),
  Auditors: sid(1202),
  Kiosk: sid(1203),
}

export const alice: Account = {
  id: '6f1c3a52-0000-4000-8000-000000000001' as AccountId,
  sid: sid(1104),
  dn: 'CN=Alice,OU=Staff,DC=corp,DC=example',
  sAMAccountName: 'alice',
  domain: 'CORP',
  userPrincipalName: 'alice@corp.example',
  displayName: 'Alice',
  mail: 'alice@corp.example',
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: new Date('2026-01-01'),
}

export const one = { factors: ['totp', 'recovery-code'], different: 1 } as const
export const both = { factors: ['totp', 'recovery-code'], different: 2 } as const
export const app = { factors: ['totp'], different: 1 } as const
const nothing = { factors: [], different: 0 } as const
export const config: PolicyConfig = {
  reset: one,
  unlock: one,
  why: one,
  change: nothing,
  enrol: one,
  'help-desk': one,
  groups: [],
  admins: [],
  weights: {},
  airGapped: false,
}

export const bob = {
  ...alice,
  id: '6f1c3a52-0000-4000-8000-000000000002' as AccountId,
  sAMAccountName: 'bob',
}

/** Factors that these people have. */
export function aFactor(name: FactorName, change: Partial<Factor> = {}, has: readonly Account[] = []) {
  return {
    name,
    kind: 'possession' as const,
    worksOffline: true,
    readyAmong: async (accounts: readonly Account[]) =>
      new Set(accounts.map(({ id }) => id).filter((id) => has.some((one) => one.id === id))),
    ...change,
  }
}

export const usual = [
  aFactor('totp'),
  aFactor('recovery-code'),
  aFactor('questions', { kind: 'knowledge' }),
  aFactor('sms-code', { worksOffline: false }),
  aFactor('mail-code'),
  aFactor('manager-approval', { kind: 'vouching' }),
]
export const factorsOf = (all: readonly ReturnType<typeof aFactor>[]) =>
  new Map(all.map((factor) => [factor.name, factor]))
export const needs = (need: Need | undefined) => need && { factors: need.factors, different: need.different }

export function aPolicy(rules: PolicyConfig['groups'], member: readonly Sid[] = [], change: Change = {}) {
  const asked: string[] = []
  const directory = {
    groupSid: async (name: string) => (asked.push(name), groups[name]),
    groupsOf: async () => new Set(member),
    memberIds: async (group: Sid) => new Set(member.includes(group) ? [alice.id] : []),
    async *membersOf() {
      yield [alice, bob].map((account) => ({ account, attributes: new Map() }))
    },
  }
  const { factors = usual, frozen = [], ...settings } = change
  const policy = createPolicy(
    { ...config, groups: rules, ...settings },
    { directory, factors: factorsOf(factors), frozenAmong: async () => new Set(frozen) },
  )
  return { asked, policy }
}

export interface Change extends Partial<PolicyConfig> {
  readonly factors?: readonly ReturnType<typeof aFactor>[]
  readonly frozen?: readonly AccountId[]
}
