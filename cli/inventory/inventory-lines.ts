import type { GmsaVerdict, GroupWeight, Inventory, InventoryAccount } from '@keyturn/contract'
import { printable } from '../output.ts'
import { useText } from './uses.ts'

export const gmsaWords: Readonly<Record<GmsaVerdict, string>> = {
  'is-one': 'the domain changes its password by itself',
  candidate: 'gMSA candidate: a service with principal names, no person and no mailbox',
  'mail-or-person': 'no gMSA: a person or a mailbox is behind it',
  privileged: 'no gMSA yet: take its rights away first',
  'no-service-seen': 'unknown: no principal name says what runs as it',
}

/** A paragraph for each: what it is, its password, what it may, and who answers for it. */
export function inventoryLines({ accounts }: Inventory): readonly string[] {
  if (accounts.length === 0) return ['no service account was found']
  return [`${accounts.length} service accounts`, ...accounts.flatMap(paragraph)].map(printable)
}

function paragraph(one: InventoryAccount): readonly string[] {
  const { name, because, passwordSet, lastLogOn, encryption, delegation, delegatesTo } = one
  const marks = [
    ...(one.disabled ? ['disabled'] : []),
    ...(one.privileged ? ['PRIVILEGED'] : []),
    ...(one.neverExpires ? ['never expires'] : []),
    ...(one.passwordNotRequired ? ['PASSWORD NOT REQUIRED'] : []),
    ...(encryption === 'des-or-rc4-only' ? ['DES OR RC4 ONLY'] : []),
  ]
  const to = delegatesTo.length === 0 ? '' : ` to ${delegatesTo.join(', ')}`
  return [
    '',
    `${name} (${because.join(', ')})${marks.length === 0 ? '' : `: ${marks.join(', ')}`}`,
    `  password ${dayOf(passwordSet)}, last log-on ${dayOf(lastLogOn)}, types ${encryption}${keysText(one)}`,
    ...(one.weight === 'none' ? [] : [`  weight    ${weights[one.weight]}${inGroups(one)}`]),
    ...(one.servicePrincipalNames.length === 0
      ? []
      : [`  runs      ${one.servicePrincipalNames.join(', ')}`]),
    ...(delegation.length === 0 ? [] : [`  delegates ${delegation.join(', ')}${to}`]),
    ...(one.uses.length === 0 ? [] : [`  used      ${usesText(one.uses)}`]),
    `  owner     ${one.owner ?? 'nobody is named'}`,
    `  ${gmsaWords[one.gmsa]}`,
  ]
}

const weights: Readonly<Record<GroupWeight, string>> = {
  none: '',
  mark: 'was in a protected group, or is marked by hand (adminCount)',
  step: 'one step from the whole domain',
  domain: 'the whole domain',
}

const inGroups = ({ groups }: InventoryAccount) => (groups.length === 0 ? '' : `: ${groups.join(', ')}`)

function keysText({ keys, olderThanAes }: InventoryAccount): string {
  if (keys === null) return olderThanAes ? ', NO AES KEYS (its password is older than they are here)' : ''
  const has = (is: boolean | null, what: string) =>
    is === null ? `not known whether ${what}` : is ? what : `NO ${what}`
  return `; ${has(keys.aes, 'AES keys')}, ${has(keys.rc4, 'RC4')}`
}

const mostShown = 10

function usesText(uses: InventoryAccount['uses']): string {
  const shown = uses.slice(0, mostShown).map(useText).join(', ')
  return uses.length > mostShown ? `${shown}, and more (--json)` : shown
}

const dayOf = (time: string | null) => time?.slice(0, 10) ?? 'never'
