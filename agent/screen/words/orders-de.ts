import type { DeedReport } from '@keyturn/contract'
import type { SettingsRefusal } from '../../settings/check.ts'
import type { Refusal } from '../../watch/order-check.ts'

/** Für den Helpdesk, zu einem Auftrag des Servers, der nicht befolgt wird. */
export const orderRefusals: Readonly<Record<Refusal, string>> = {
  'not-signed-by-our-server':
    'er ist nicht von dem Server unterschrieben, bei dem dieser Computer angemeldet ist.',
  'not-an-order': 'er hat keine Form, die dieser Computer kennt.',
  'for-another-device': 'er ist für einen anderen Computer.',
  'for-another-moment': 'er antwortet auf eine andere Anfrage als die letzte von hier, oder er kam zu spät.',
  'for-somebody-unknown-here': 'er betrifft jemanden, den dieser Computer nicht kennt.',
  'for-a-local-account': 'er betrifft ein Konto dieses Computers selbst, das kein Server anrühren darf.',
  'for-another-name': 'der Name darin ist nicht der, den dieser Computer zu diesem Konto kennt.',
  'for-somebody-not-cached-here': 'er betrifft jemanden, der an diesem Computer keine Anmeldung hat.',
  'not-newer-than-what-is-here': 'sein Passwort ist nicht neuer als das, das dieser Computer kennt.',
  'password-does-not-open':
    'das mitgeschickte Passwort lässt sich mit dem Schlüssel dieses Computers nicht öffnen.',
  'for-another-password': 'das mitgeschickte Passwort ist nicht das, von dem er spricht.',
  'used-before': 'er wurde schon einmal befolgt.',
  'not-allowed-here': 'wer diesen Computer verwaltet, hat solche Aufträge nicht erlaubt.',
}

/** Dasselbe für Einstellungen des VPN. */
export const settingsRefusals: Readonly<Record<SettingsRefusal, string>> = {
  'not-signed-by-our-server':
    'es ist nicht von dem Server unterschrieben, bei dem dieser Computer angemeldet ist.',
  'not-settings': 'es hat keine Form, die dieser Computer kennt.',
  'for-another-device': 'es ist für einen anderen Computer.',
  'older-than-ours': 'es ist älter als das, was diesem Computer zuletzt gesagt wurde.',
  'not-approved':
    'es ist nicht mit dem Schlüssel freigegeben, den der Administrator dieses Computers genannt hat.',
  'other-than-ours':
    'es hat die Nummer dessen, was diesem Computer zuletzt gesagt wurde, und sagt etwas anderes.',
}

/** Was aus dem Auftrag wurde. Bei `left` steht die Zahl dabei. */
export const deeds: Readonly<Record<DeedReport['deed'], Readonly<Record<DeedReport['outcome'], string>>>> = {
  forget: {
    done: 'die gemerkte Anmeldung ist gelöscht',
    'was-not-there': 'hier war keine Anmeldung gemerkt',
    left: 'die gemerkte Anmeldung ist NICHT gelöscht',
    impossible: 'dieser Computer kann keine Anmeldungen löschen',
  },
  'end-sessions': {
    done: 'alle Sitzungen sind beendet',
    'was-not-there': 'es gab keine Sitzung zu beenden',
    left: 'NICHT alle Sitzungen sind beendet',
    impossible: 'dieser Computer kann keine Sitzungen beenden',
  },
  'lock-sessions': {
    done: 'alle Sitzungen sind gesperrt',
    'was-not-there': 'es gab keine Sitzung zu sperren',
    left: 'NICHT alle Sitzungen sind gesperrt',
    impossible: 'dieser Computer kann keine Sitzungen sperren',
  },
  'drop-tickets': {
    done: 'alle Kerberos-Tickets sind gelöscht',
    'was-not-there': 'es gab keine Kerberos-Tickets',
    left: 'NICHT alle Kerberos-Tickets sind gelöscht',
    impossible: 'dieser Computer kann keine Kerberos-Tickets löschen',
  },
}
