import { parseApproved, parseSettings, signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import { z } from 'zod'

/** As the server gave it, base64url. */
export interface Signed {
  readonly settings: string
  readonly signature: string
}

export interface Accepted {
  readonly version: number
  /** As the server signed it. */
  readonly content: string
  /** What it says, JSON, not looked at yet. */
  readonly said: string
  /** When an administrator approved it; undefined: this computer asks for no approval. */
  readonly approved: number | undefined
}

export type SettingsRefusal =
  | 'not-signed-by-our-server'
  | 'not-settings'
  | 'for-another-device'
  | 'older-than-ours'
  | 'other-than-ours'
  | 'not-approved'

export type Checked =
  | ({ readonly ok: true } & Accepted)
  | { readonly ok: false; readonly why: SettingsRefusal }

/** Who we are, whom we are enrolled with, and by whose key what root runs has to be approved, if by anybody's. */
export interface Here {
  readonly device: string
  readonly serverKey: string
  readonly settingsKey?: string | undefined
}

/**
 * Decides whether root here runs what these settings say. Pure. Nothing is believed that the pinned key did not sign for
 * this device, and nothing older than what was accepted before: an old VPN configuration may be one with a hole. Where
 * this computer names a key for that, nothing either that its holder did not approve for this server's computers: who
 * has taken the server then runs nothing here. Scripts are believed from such a key alone.
 *
 * @param ours what was accepted last.
 */
export function checkSettings(
  { settings, signature }: Signed,
  here: Here,
  ours: Accepted | undefined,
): Checked {
  const bytes = Buffer.from(settings, 'base64url')
  if (!isSignedBy(here.serverKey, bytes, signature)) return no('not-signed-by-our-server')
  const read = parseSettings(bytes)
  if (read === undefined) return no('not-settings')
  if (read.device !== here.device) return no('for-another-device')
  const { version, content } = read
  if (ours !== undefined && version < ours.version) return no('older-than-ours')
  if (ours !== undefined && version === ours.version && content !== ours.content) return no('other-than-ours')
  const judged =
    here.settingsKey === undefined ? unapproved(content) : approvedBy(here.settingsKey, content, here)
  if (judged === undefined) return no('not-approved')
  const { said, approved } = judged
  if (ours?.approved !== undefined && approved !== undefined) {
    if (approved < ours.approved) return no('older-than-ours')
    if (approved === ours.approved && said !== ours.said) return no('other-than-ours')
  }
  return { ok: true, version, content, said, approved }
}

type Judged = Pick<Accepted, 'said' | 'approved'>

const envelope = z.strictObject({ approved: z.string(), signature: z.string() })

function approvedBy(key: string, content: string, { serverKey }: Here): Judged | undefined {
  const found = envelope.safeParse(json(content))
  if (!found.success) return undefined
  const bytes = Buffer.from(found.data.approved, 'base64url')
  if (!isSignedBy(key, bytes, found.data.signature)) return undefined
  const read = parseApproved(bytes)
  return read?.server === serverKey ? { said: read.content, approved: read.version } : undefined
}

/** By the server alone: all but scripts, and nothing that waits for a key which is not named here. */
function unapproved(content: string): Judged | undefined {
  const read = z.record(z.string(), z.unknown()).safeParse(json(content))
  const isMore = read.data !== undefined && ('scripts' in read.data || 'approved' in read.data)
  return isMore ? undefined : { said: content, approved: undefined }
}

/** undefined: it is none. A server that was taken may say anything. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isSignedBy(key: string, bytes: Uint8Array, signature: string): boolean {
  const found = signingPublicKey(key)
  return found !== undefined && verifyStatement(bytes, Buffer.from(signature, 'base64url'), found)
}

function no(why: SettingsRefusal): Checked {
  return { ok: false, why }
}
