import type { Sid } from '@keyturn/protocols/ad'
import type { KerberosResult } from './kerberos/index.ts'
import type { LogonResult } from './logons/index.ts'
import { refresh, type RefreshDeps } from './refresh.ts'

export const alice = {
  account: 'S-1-5-21-1-2-3-1104' as Sid,
  name: { domain: 'CORP', name: 'alice' },
  passwordLastSet: new Date('2026-11-21T10:15:01.904Z'),
}
export const never = new AbortController().signal

interface Place {
  /** Where a DC can be reached from. */
  readonly dc?: 'here' | 'through the tunnel' | 'nowhere'
  readonly tunnel?: 'opens' | 'stays shut'
  readonly logon?: LogonResult
  readonly proof?: boolean
  readonly caching?: boolean
  /** What KDCs say through the proxy, one after the other; the last again and again. undefined: it may not ask. */
  readonly kdcs?: readonly KerberosResult[]
  readonly change?: Awaited<ReturnType<RefreshDeps['logons']['changeLocally']>>
}

/** A computer somewhere, the diary of what it did, and what the person heard of it. */
export function aComputer({
  dc = 'here',
  tunnel = 'opens',
  logon = 'accepted',
  proof = true,
  caching = true,
  kdcs,
  change = 'changed',
}: Place) {
  const diary: string[] = []
  const heard: string[] = []
  const answers = [...(kdcs ?? [])]
  let open = false
  const lost = new AbortController()
  const isInReach = () => dc === 'here' || (dc === 'through the tunnel' && open)
  const deps: RefreshDeps = {
    logons: {
      isCachingOn: async () => caching,
      connect: async () => (isInReach() ? 'dc1' : undefined),
      disconnect: async () => (
        diary.push('off'),
        { [Symbol.asyncDispose]: async () => void diary.push('on') }
      ),
      logon: async () => (diary.push('logon'), logon),
      prove: async () => (diary.push(open ? 'proof through an open tunnel' : 'proof'), proof),
      async changeLocally(account, _password, _signal, takes) {
        diary.push(`change ${account} to that of ${takes?.toISOString()}`)
        return change
      },
    },
    kerberos: kdcs && {
      async logOn(name) {
        diary.push(`kdc asked for ${name}${open ? ' through an open tunnel' : ''}`)
        return (answers.length > 1 ? answers.shift() : answers[0]) ?? 'no-kdc'
      },
    },
    retryAfterMs: [1, 1],
    reach: { dc: async () => (isInReach() ? 'dc1' : undefined) },
    isInTunnel: false,
    async open() {
      diary.push('open')
      if (tunnel === 'stays shut') return undefined
      open = true
      return {
        lost: lost.signal,
        async [Symbol.asyncDispose]() {
          open = false
          diary.push('close')
        },
      }
    },
    onTry: (what) => void heard.push(what),
    onLedNowhere: ({ path, why }) => void heard.push(`${path}: ${why}`),
    before: [],
  }
  const go = (signal = never) => refresh(alice, Buffer.from('x'), deps, signal)
  return { deps, diary, heard, go, loseTunnel: () => lost.abort(), isOpen: () => open }
}
