import type { Account } from '#directory'
import type { Notice } from '#notify'

/** To the person whose pass counts from now on, whoever gave it and on whatever. */
export function passNotice({ id, mail, displayName }: Account, at: Date): Notice {
  const to = mail === null ? [] : [mail]
  return { kind: 'access-pass-issued', account: id, to, name: displayName, at, address: null }
}
