import type { KeyObject } from 'node:crypto'
import type { Sid } from '@keyturn/protocols/ad'
import {
  bindPassword,
  openPassword,
  parseStatement,
  signingPublicKey,
  verifyStatement,
  type Statement,
} from '@keyturn/protocols/refresh'
import { isMeant, type AccountName } from './logons/index.ts'

/** What the server gave out for a launch, as bytes. */
export interface Offer {
  readonly statement: Uint8Array
  readonly signature: Uint8Array
  readonly sealed: Uint8Array
}

/** A launch that this run of the agent started. */
export interface OpenLaunch {
  readonly id: string
  readonly nonce: string
  /** By the server's clock, as it said when the launch was made: this computer's own clock may be wrong. */
  readonly created: Date
  readonly expires: Date
  /** X25519, made for this launch, in memory only. */
  readonly sealingKey: KeyObject
}

/** What this computer knows by itself. */
export interface Here {
  readonly device: string
  /** The server's public key, pinned when this computer enrolled. */
  readonly serverKey: string
  nameOf(account: Sid): Promise<AccountName | undefined>
  isCached(account: Sid): Promise<boolean>
  /** Durably notes that the launch's statement is used. false: it was before. */
  use(launch: string, account: Sid): Promise<boolean>
}

export const refusals = [
  'not-signed-by-our-server',
  'not-a-statement',
  'for-another-device',
  'for-another-launch',
  'with-another-nonce',
  'outside-the-life-of-the-launch',
  'for-somebody-unknown-here',
  'for-another-name',
  'for-somebody-not-cached-here',
  'password-does-not-open',
  'for-another-password',
  'used-before',
] as const
export type Refusal = (typeof refusals)[number]

export type Checked =
  | {
      readonly ok: true
      readonly statement: Statement
      readonly name: AccountName
      readonly password: Buffer
    }
  | { readonly ok: false; readonly why: Refusal }

/**
 * Decides whether a cached log-on of this computer may change. A statement that passes opens the VPN and sets what a
 * person can log on with, so every line here is a fence: nothing is believed that the pinned key did not sign, and
 * nothing that it signed for anything but this launch. Passing uses the launch up, on disk, before anything is done.
 *
 * The password is the caller's to overwrite.
 */
export async function checkStatement(offer: Offer, launch: OpenLaunch, here: Here): Promise<Checked> {
  const key = signingPublicKey(here.serverKey)
  if (key === undefined || !verifyStatement(offer.statement, offer.signature, key)) {
    return no('not-signed-by-our-server')
  }
  const statement = parseStatement(offer.statement)
  if (statement === undefined) return no('not-a-statement')
  if (statement.device !== here.device) return no('for-another-device')
  if (statement.launch !== launch.id) return no('for-another-launch')
  if (statement.nonce !== launch.nonce) return no('with-another-nonce')
  if (statement.issued < launch.created || statement.issued > launch.expires) {
    return no('outside-the-life-of-the-launch')
  }
  const name = await here.nameOf(statement.account)
  if (name === undefined) return no('for-somebody-unknown-here')
  if (!isMeant(name, statement)) return no('for-another-name')
  if (!(await here.isCached(statement.account))) return no('for-somebody-not-cached-here')
  return open(offer, launch, { statement, name, here })
}

async function open(
  { sealed }: Offer,
  launch: OpenLaunch,
  { statement, name, here }: { statement: Statement; name: AccountName; here: Here },
): Promise<Checked> {
  const { device, account } = statement
  const opened = await openPassword(sealed, launch.sealingKey, { launch: launch.id, device, account })
  if (opened === undefined) return no('password-does-not-open')
  const fits = bindPassword(opened) === statement.password
  opened.blind.fill(0)
  if (fits && (await here.use(launch.id, account))) {
    return { ok: true, statement, name, password: opened.password }
  }
  opened.password.fill(0)
  return no(fits ? 'used-before' : 'for-another-password')
}

function no(why: Refusal): Checked {
  return { ok: false, why }
}
