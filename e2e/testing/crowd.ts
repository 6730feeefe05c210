import type { Lab } from '@keyturn/lab'
import { filetimeFromDate } from '@keyturn/protocols/ad'

/** So many at a time: what `ldbadd` reads and the DC commits at once. */
const atOnce = 500

export interface Crowd {
  readonly groupName: string
  readonly groupDn: string
  readonly names: readonly string[]
}

/** Accounts without a password, 9 ms each instead of 30, in one group; half of them with a mailbox elsewhere. */
export async function createCrowd(lab: Lab, size: number): Promise<Crowd> {
  const { baseDn, peopleDn } = lab.domain
  const [groupName, groupDn] = ['Crowd', `CN=Crowd,OU=Groups,${baseDn}`]
  const names = Array.from({ length: size }, (_, i) => `crowd${i}`)
  const dnOf = (name: string) => `CN=${name},OU=Lisboa,${peopleDn}`
  const lastWeek = new Date(Date.now() - 7 * 86_400_000)
  const boss = dnOf(names[0] ?? '')
  const entries = names.map((name, i) => [
    `dn: ${dnOf(name)}`,
    'objectClass: user',
    `sAMAccountName: ${name}`,
    `userPrincipalName: ${name}@corp.example`,
    `displayName: Crowd ${i}`,
    `mail: ${name}@corp.example`,
    ...(i % 2 === 0 ? [] : [`otherMailbox: ${name}@elsewhere.example`]),
    ...(i === 0 || i % 5 === 0 ? [] : [`manager: ${boss}`]),
    // NORMAL_ACCOUNT, PASSWD_NOTREQD
    `userAccountControl: ${0x200 | 0x20}`,
    `pwdLastSet: ${filetimeFromDate(lastWeek)}`,
  ])
  const add = (all: readonly (readonly string[])[]) =>
    lab.dc('dc1').ldb('ldbadd', all.map((lines) => `${lines.join('\n')}\n\n`).join(''))
  for (let i = 0; i < entries.length; i += atOnce) await add(entries.slice(i, i + atOnce))
  const members = names.map((name) => `member: ${dnOf(name)}`)
  await add([[`dn: ${groupDn}`, 'objectClass: group', `sAMAccountName: ${groupName}`, ...members]])
  return { groupName, groupDn, names }
}
