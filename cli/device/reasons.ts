import type { NotRefreshedWhy } from '@keyturn/contract'

/** Why a computer does not know a new password, for an administrator; docs/guide/agent.md says what to do about each. */
export const reasons: Readonly<Record<NotRefreshedWhy, string>> = {
  'no-way-to-dc': 'no domain controller was in reach, by whatever path it has',
  'vpn-did-not-open': 'its VPN did not open',
  'vpn-without-dc': 'its VPN opened, but no domain controller answered through it',
  'dc-does-not-have-it-yet': 'the domain controller that it asked did not have the new password yet',
  'kdc-not-proved': 'the domain controller that answered by HTTPS did not prove to be one of the domain',
  'clock-off': 'its clock is more than five minutes off the domain’s',
  'logon-refused': 'the domain controller does not let the account log on',
  'proof-failed': 'the check afterwards failed: its cache did not take the new password',
  'not-cached-here': 'it keeps no log-on of this account',
  'caching-off': 'it keeps no log-ons at all',
  'statement-refused': 'it did not obey what was signed for it: by another key, or for something else',
  'wrong-response': 'three wrong answers were typed there',
  'cache-not-understood': 'its cache is of a version that the agent does not write to',
  interrupted: 'it was interrupted: stopped, put to sleep, or the answer was lost',
}
