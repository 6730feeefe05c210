import type { Inventory, InventoryAccount } from '@keyturn/contract'
import { useText } from './uses.ts'

const columns: readonly (readonly [string, (one: InventoryAccount) => string])[] = [
  ['account', ({ name }) => name],
  ['kind', ({ kind }) => kind],
  ['because', ({ because }) => because.join(' ')],
  ['owner', ({ owner }) => owner ?? ''],
  ['disabled', ({ disabled }) => yes(disabled)],
  ['passwordSet', ({ passwordSet }) => passwordSet ?? ''],
  ['lastLogOn', ({ lastLogOn }) => lastLogOn ?? ''],
  ['neverExpires', ({ neverExpires }) => yes(neverExpires)],
  ['passwordNotRequired', ({ passwordNotRequired }) => yes(passwordNotRequired)],
  ['encryption', ({ encryption }) => encryption],
  ['aesKeys', ({ keys, olderThanAes }) => known(keys?.aes ?? (olderThanAes ? false : null))],
  ['rc4Keys', ({ keys }) => known(keys?.rc4 ?? null)],
  ['privileged', ({ privileged }) => yes(privileged)],
  ['weight', ({ weight }) => weight],
  ['groups', ({ groups }) => groups.join('; ')],
  ['delegation', ({ delegation }) => delegation.join(' ')],
  ['delegatesTo', ({ delegatesTo }) => delegatesTo.join(' ')],
  ['servicePrincipalNames', ({ servicePrincipalNames }) => servicePrincipalNames.join(' ')],
  ['gmsa', ({ gmsa }) => gmsa],
  ['uses', ({ uses }) => uses.map(useText).join('; ')],
  ['dn', ({ dn }) => dn],
]

/** RFC 4180. A line is a record, whatever is in it: line breaks of values become blanks. */
export function csvLines({ accounts }: Inventory): readonly string[] {
  const head = columns.map(([name]) => name).join(',')
  return [head, ...accounts.map((one) => columns.map(([, value]) => cell(value(one))).join(','))]
}

/** Nothing: nobody knows. */
const known = (is: boolean | null) => (is === null ? '' : yes(is))
const yes = (is: boolean) => (is ? 'yes' : 'no')

/**
 * What a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection"): names come from
 * whoever could make an account.
 */
export function cell(value: string): string {
  const flat = value.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(flat) ? `'${flat}` : flat
  return /[",;']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
