import type { Account } from '#directory'

/** Where AD says that mail reaches her; notices go to what she added, too. */
export function addressesOf({ mail }: Pick<Account, 'mail'>): readonly string[] {
  return mail === null ? [] : [mail]
}

/** Where notices go, so that the owner knows the address and nobody else learns it: `a•••@corp.example`. */
export function masked(account: Pick<Account, 'mail'>): readonly string[] {
  return addressesOf(account).map(mask)
}

function mask(address: string): string {
  const at = address.lastIndexOf('@')
  const [first = ''] = Array.from(address.slice(0, at))
  // A name of one letter would be shown whole.
  return `${at > first.length ? first : ''}•••${address.slice(at)}`
}
