import type { DeedReport } from '@keyturn/contract'
import type { SettingsRefusal } from '../../settings/check.ts'
import type { Refusal } from '../../watch/order-check.ts'

/** For the help desk, of an order of the server that is not obeyed. */
export const orderRefusals: Readonly<Record<Refusal, string>> = {
  'not-signed-by-our-server': 'it is not signed by the server that this computer is enrolled with.',
  'not-an-order': 'it is not in a form that this computer knows.',
  'for-another-device': 'it is for another computer.',
  'for-another-moment': 'it answers another request than the last one from here, or came too late.',
  'for-somebody-unknown-here': 'it is about somebody whom this computer does not know.',
  'for-a-local-account': 'it is about an account of this computer itself, which no server may touch.',
  'for-another-name': 'the name in it is not the one that this computer knows for that account.',
  'for-somebody-not-cached-here': 'it is about somebody who has no log-on at this computer.',
  'not-newer-than-what-is-here': 'its password is no newer than the one that this computer knows.',
  'password-does-not-open': 'the password that came with it cannot be opened with this computer’s key.',
  'for-another-password': 'the password that came with it is not the one that it speaks of.',
  'used-before': 'it was obeyed once already.',
  'not-allowed-here': 'the administrator of this computer has not allowed such orders.',
}

/** The same of settings for the VPN. */
export const settingsRefusals: Readonly<Record<SettingsRefusal, string>> = {
  'not-signed-by-our-server': 'it is not signed by the server that this computer is enrolled with.',
  'not-settings': 'it is not in a form that this computer knows.',
  'for-another-device': 'it is for another computer.',
  'older-than-ours': 'it is older than what this computer was told before.',
  'not-approved': 'it is not approved with the key that this computer’s administrator has named.',
  'other-than-ours': 'it has the number of what this computer was told before, and says something else.',
}

/** What became of what was ordered. `left` is told with how many. */
export const deeds: Readonly<Record<DeedReport['deed'], Readonly<Record<DeedReport['outcome'], string>>>> = {
  forget: {
    done: 'the log-on that was kept here is removed',
    'was-not-there': 'no log-on was kept here',
    left: 'the log-on that is kept here is NOT removed',
    impossible: 'this computer cannot remove log-ons',
  },
  'end-sessions': {
    done: 'all sessions are ended',
    'was-not-there': 'there was no session to end',
    left: 'NOT all sessions are ended',
    impossible: 'this computer cannot end sessions',
  },
  'lock-sessions': {
    done: 'all sessions are locked',
    'was-not-there': 'there was no session to lock',
    left: 'NOT all sessions are locked',
    impossible: 'this computer cannot lock sessions',
  },
  'drop-tickets': {
    done: 'all Kerberos tickets are removed',
    'was-not-there': 'there were no Kerberos tickets',
    left: 'NOT all Kerberos tickets are removed',
    impossible: 'this computer cannot remove Kerberos tickets',
  },
}
