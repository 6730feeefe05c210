import { parseSettings, signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'

/** As the server gave it, base64url. */
export interface Signed {
  readonly settings: string
  readonly signature: string
}

export interface Accepted {
  readonly version: number
  /** JSON, not looked at yet. */
  readonly content: string
}

export type SettingsRefusal =
  | 'not-signed-by-our-server'
  | 'not-settings'
  | 'for-another-device'
  | 'older-than-ours'
  | 'other-than-ours'

export type Checked =
  | ({ readonly ok: true } & Accepted)
  | { readonly ok: false; readonly why: SettingsRefusal }

/**
 * Decides whether root here runs what these settings say. Pure. Nothing is believed that the pinned key did not sign for
 * this device, and nothing older than what was accepted before: an old VPN configuration may be one with a hole.
 *
 * @param ours what was accepted last.
 */
export function checkSettings(
  { settings, signature }: Signed,
  here: { readonly device: string; readonly serverKey: string },
  ours: Accepted | undefined,
): Checked {
  const bytes = Buffer.from(settings, 'base64url')
  const key = signingPublicKey(here.serverKey)
  if (key === undefined || !verifyStatement(bytes, Buffer.from(signature, 'base64url'), key)) {
    return no('not-signed-by-our-server')
  }
  const read = parseSettings(bytes)
  if (read === undefined) return no('not-settings')
  if (read.device !== here.device) return no('for-another-device')
  const { version, content } = read
  if (ours !== undefined && version < ours.version) return no('older-than-ours')
  if (ours !== undefined && version === ours.version && content !== ours.content) return no('other-than-ours')
  return { ok: true, version, content }
}

function no(why: SettingsRefusal): Checked {
  return { ok: false, why }
}
