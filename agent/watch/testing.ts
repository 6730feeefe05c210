import { createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import type { DeviceOrder } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import {
  bindPassword,
  formatFollowOrder,
  formatForgetOrder,
  formatKeepOrder,
  rawPublicKey,
  sealPassword,
  signStatement,
  type FollowOrder,
  type WantedPolicy,
} from '@keyturn/protocols/refresh'
import type { Here } from './order-check.ts'

export const alice = 'S-1-5-21-1-2-3-1104' as Sid
export const bob = 'S-1-5-21-1-2-3-1105' as Sid
export const fresh = 'Blauer Füller 77'
export const pwdLastSet = new Date('2026-11-21T10:15:01.904Z')
export const before = new Date('2026-11-20T08:00:00Z')

export const id = () => randomBytes(16).toString('base64url')
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

/** The server, as far as a computer knows it: its key, and what it signs with it. */
export function aServer(key: KeyObject = generateKeyPairSync('ed25519').privateKey) {
  const sign = (bytes: Uint8Array) => ({ text: text(bytes), signature: text(signStatement(bytes, key)) })
  return {
    serverKey: rawPublicKey(key),
    /** `over`: what is said otherwise; `sealed`: for what was said at first. */
    async follow(
      { device, nonce, sealingKey }: Pick<Here, 'device' | 'nonce' | 'sealingKey'>,
      over: Partial<FollowOrder> & { readonly secret?: string; readonly sealingKey?: KeyObject } = {},
    ): Promise<Extract<DeviceOrder, { kind: 'follow' }>> {
      const { secret = fresh, sealingKey: other = sealingKey, ...said } = over
      const order = id()
      const content = { password: Buffer.from(secret), blind: randomBytes(32) }
      const to = { order, device, account: alice }
      const sealed = text(await sealPassword(content, rawPublicKey(createPublicKey(other)), to))
      const about = { account: alice, name: 'alice', domain: 'CORP', device, order, nonce }
      const written = {
        issued: pwdLastSet,
        dc: 'dc1.corp.example',
        pwdLastSet,
        password: bindPassword(content),
      }
      const statement = { ...about, ...written, ...said }
      return { kind: 'follow', order, ...sign(formatFollowOrder(statement)), sealed }
    },
    keep({ device, nonce }: Pick<Here, 'device' | 'nonce'>, wanted: WantedPolicy) {
      const order = id()
      const bytes = formatKeepOrder({ device, order, nonce, issued: pwdLastSet, wanted })
      return { kind: 'keep', order, ...sign(bytes) } as const
    },
    forget({ device, nonce }: Pick<Here, 'device' | 'nonce'>, account: Sid = alice) {
      const order = id()
      const bytes = formatForgetOrder({ account, device, order, nonce, issued: pwdLastSet })
      return { kind: 'forget', order, ...sign(bytes) } as const
    },
  }
}

/** A computer that keeps a log-on of Alice, with the password of before. */
export function aComputer(serverKey: string): Here & { readonly used: string[] } {
  const used: string[] = []
  return {
    device: id(),
    serverKey,
    sealingKey: generateKeyPairSync('x25519').privateKey,
    nonce: randomBytes(32).toString('base64url'),
    used,
    nameOf: async (account) => (account === alice ? { domain: 'corp', name: 'Alice' } : undefined),
    cached: async (account) => (account === alice ? { account, passwordLastSet: before } : undefined),
    use: async (order) => !used.includes(order) && used.push(order) > 0,
  }
}
