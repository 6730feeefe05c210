import type { KeyObject } from 'node:crypto'
import {
  bindPassword,
  blindBytes,
  formatStatement,
  sealPassword,
  signStatement,
} from '@keyturn/protocols/refresh'
import type { Account, Written } from '#directory'
import type { Clock, Random, Secret } from '#kernel'
import type { LaunchState } from './state.ts'
import type { Launch } from './store.ts'

export interface SealingDeps {
  readonly signingKey: KeyObject
  readonly clock: Clock
  readonly random: Random
}

type Held = Extract<LaunchState, { state: 'held' }>

/** The password for this launch alone, and what binds a later statement to it. */
export async function sealFor(
  launch: Launch,
  account: Account,
  password: Secret,
  { random }: Pick<SealingDeps, 'random'>,
): Promise<Pick<Held, 'hold' | 'account' | 'sealed' | 'binding'>> {
  const content = { password: Buffer.from(password.reveal()), blind: Buffer.from(random(blindBytes)) }
  const to = { launch: launch.id, device: launch.device, account: account.sid }
  try {
    const { id, sid, sAMAccountName: name, domain, userPrincipalName: upn } = account
    return {
      hold: text(random(16)),
      account: { id, sid, name, domain, upn },
      sealed: text(await sealPassword(content, launch.sealingKey, to)),
      binding: bindPassword(content),
    }
  } finally {
    content.password.fill(0)
    content.blind.fill(0)
  }
}

/** The statement that lets the device act: only ever called after the directory took the password. */
export function signFor(
  { device, id: launch, nonce }: Launch,
  { account, binding }: Held,
  { dc, pwdLastSet }: Pick<Written, 'dc' | 'pwdLastSet'>,
  { clock, signingKey }: Pick<SealingDeps, 'clock' | 'signingKey'>,
): { readonly statement: string; readonly signature: string; readonly at: string } {
  const issued = clock()
  const { sid, name, domain, upn } = account
  const about = { account: sid, name, domain, upn, device, launch, nonce }
  const statement = formatStatement({ ...about, issued, dc, pwdLastSet, password: binding })
  const signature = signStatement(statement, signingKey)
  return { statement: text(statement), signature: text(signature), at: issued.toISOString() }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
