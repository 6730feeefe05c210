import type { Finding } from '@keyturn/contract'
import { isProtectedGroup, ridOf } from '@keyturn/protocols/ad'
import type { AccountLook, LogOn } from '#directory'
import { leaveGroup, type Grantee } from './commands.ts'
import { dayOf, daysUntil, fail, finding, ok, some, warn, type Verdict } from './finding.ts'

const soonDays = 14
const oldDays = 365

type Refused = Extract<LogOn, { readonly ok: false }>

const reasons: Readonly<Partial<Record<string, readonly [why: string, advice: string]>>> = {
  'wrong-password': [
    'the name or the password is wrong',
    'Put the password into the file named by directory.serviceAccount.passwordFile (one line, mode 0600). doctor tried once only, so as not to lock the account.',
  ],
  'no-such-account': [
    'there is no such account',
    'Correct directory.serviceAccount.name, best as account@domain.',
  ],
  disabled: ['the account is disabled', 'Enable it.'],
  locked: ['the account is locked', 'Unlock it, and find out who uses an old password of it.'],
  'account-expired': ['the account has expired', 'Set an end in the future, or none.'],
  'password-expired': [
    'its password has expired',
    'Set a new one that does not expire, and put it into the file.',
  ],
  'must-change': [
    'its password must be changed first',
    'Set one without “must change”, and put it into the file.',
  ],
  'not-now': ['it may not log on at this hour', 'Allow it all hours.'],
  'not-here': ['it may not log on from this machine', 'Allow it to log on to the domain controllers.'],
  restricted: [
    'the account is restricted',
    'Take it out of Protected Users: Keyturn binds with name and password.',
  ],
  unavailable: ['the domain controller went away', 'See the findings of the DC.'],
}

export function judgeLogOn({ meaning, detail }: Refused, name: string, dc: string): Finding {
  const [why, advice] = reasons[meaning ?? ''] ?? [detail, 'The words are the domain controller’s own.']
  return finding('account.log-on', name, fail(`${dc} does not let the service account in: ${why}.`, advice))
}

export function judgeAccount(account: AccountLook, now: Date): readonly Finding[] {
  const { dn } = account
  return [
    finding('account.state', dn, onState(account, now)),
    finding('account.password', dn, onPassword(account, now)),
  ]
}

function onState({ disabled, locked, accountExpires }: AccountLook, now: Date): Verdict {
  if (disabled) return fail('It is disabled.', 'Enable it.')
  if (locked) return fail('It is locked.', 'Unlock it, and find out who uses an old password of it.')
  if (accountExpires === null) return ok('It is enabled and has no end.')
  const says = `It ends on ${dayOf(accountExpires)}.`
  return daysUntil(accountExpires, now) < soonDays ? fail(says, 'Set a later end, or none.') : ok(says)
}

function onPassword({ pwdLastSet, passwordExpires }: AccountLook, now: Date): Verdict {
  if (pwdLastSet === null)
    return fail('Its password must be changed at the next log-on.', 'Set one without that.')
  const set = `Its password is of ${dayOf(pwdLastSet)}`
  if (passwordExpires !== null) {
    const days = daysUntil(passwordExpires, now)
    const says = `${set} and expires on ${dayOf(passwordExpires)}: then nobody can reset.`
    const advice = 'Exempt it from expiry (“Password never expires”), and change it yourself once a year.'
    return days < soonDays ? fail(says, advice) : warn(says, advice)
  }
  const age = -daysUntil(pwdLastSet, now)
  if (age <= oldDays) return ok(`${set} and does not expire.`)
  return warn(`${set}: ${age} days old.`, 'Change it in AD and in the file, then restart Keyturn.')
}

/** Group Policy Creator Owners, by RID; DnsAdmins, whose RID is each domain's own. */
const policyCreators = 520
const dnsAdmins = /^DnsAdmins$/i

export function judgeGroups(account: AccountLook, who: Grantee): Verdict {
  const powerful = account.groups.filter(
    ({ sid, name }) =>
      isProtectedGroup(sid) ||
      (sid.startsWith('S-1-5-21-') && ridOf(sid) === policyCreators) ||
      dnsAdmins.test(name),
  )
  if (powerful.length === 0) return ok('It is in no group that has power over the domain.')
  const ways = [...new Set(powerful.map(({ via, name }) => via ?? name))]
  return {
    state: 'fail',
    says: `It belongs to ${some(powerful.map(({ name }) => name))}: whoever takes over Keyturn’s server takes over the domain.`,
    advice: `Take it out of ${some(ways)}.`,
    commands: ways.flatMap((way) => leaveGroup(way, who)),
  }
}
