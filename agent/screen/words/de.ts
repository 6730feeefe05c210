import type { NotRefreshedWhy } from '@keyturn/contract'
import type { Words } from './words.ts'

const whyNot: Readonly<Record<NotRefreshedWhy, string>> = {
  'no-way-to-dc':
    'er erreicht von hier aus das Netz Ihrer Organisation nicht. Verbinden Sie ihn einmal im Büro.',
  'vpn-did-not-open':
    'die Verbindung zum Netz Ihrer Organisation kam nicht zustande. Prüfen Sie den Internetzugang und versuchen Sie es noch einmal.',
  'vpn-without-dc':
    'die Verbindung stand, aber kein Domänencontroller hat geantwortet. Versuchen Sie es in einigen Minuten noch einmal.',
  'dc-does-not-have-it-yet':
    'der Domänencontroller in Ihrer Nähe kennt das neue Passwort noch nicht. Versuchen Sie es in etwa fünfzehn Minuten noch einmal.',
  'logon-refused':
    'der Domänencontroller lässt Sie trotz richtigen Passworts nicht anmelden. Rufen Sie Ihren Helpdesk an.',
  'proof-failed':
    'die Prüfung danach ist misslungen. Melden Sie sich im Büro an oder rufen Sie Ihren Helpdesk an.',
  'not-cached-here':
    'Sie haben sich an diesem Computer noch nie angemeldet. Die erste Anmeldung braucht das Netz im Büro.',
  'caching-off': 'er merkt sich keine Anmeldungen für unterwegs.',
  'statement-refused':
    'die Nachricht des Servers war nicht nachweislich für diesen Computer bestimmt. Rufen Sie Ihren Helpdesk an.',
  interrupted: 'der Vorgang wurde unterbrochen. Beginnen Sie noch einmal.',
}

export const de: Words = {
  'go-to': ({ portal, until }, time) =>
    `Um ein neues Passwort zu wählen, öffnen Sie\n\n  ${portal}\n\nDieser Computer wartet bis ${time(until)}.`,
  'server-away': () => 'Der Server ist nicht erreichbar. Neuer Versuch …',
  'nobody-cached': () =>
    'An diesem Computer hat sich noch niemand angemeldet: Es gibt nichts zu aktualisieren.',
  'password-arrived': ({ name }) => `${name} hat ein neues Passwort. Dieser Computer wird aktualisiert …`,
  trying: ({ path }) =>
    ({
      direct: 'Suche einen Domänencontroller …',
      vpn: 'Öffne eine Verbindung zum Netz Ihrer Organisation …',
      proof: 'Prüfe, ob das neue Passwort hier auch ohne sie gilt …',
    })[path],
  refreshed: ({ name }) =>
    `Fertig. ${name} kann sich an diesem Computer mit dem neuen Passwort anmelden, auch unterwegs.`,
  'not-refreshed': ({ why, detail }) =>
    `Ihr Passwort wurde geändert, aber dieser Computer erwartet noch das alte: ${whyNot[why]}${detail === null ? '' : ` (${detail})`}`,
  ended: ({ why }) =>
    ({
      late: 'Es wurde nicht rechtzeitig ein neues Passwort gewählt. Beginnen Sie noch einmal.',
      refused: 'Es wurde kein neues Passwort gewählt.',
      fetched:
        'Die Antwort des Servers ging unterwegs verloren. Ihr Passwort wurde geändert, aber dieser Computer erwartet noch das alte.',
      'not-cached-here': `Dieser Computer wurde nicht aktualisiert: ${whyNot['not-cached-here']}`,
    })[why],
  'not-reported': () =>
    'Der Server konnte noch nicht benachrichtigt werden. Das geschieht beim nächsten Start.',
  logon: ({ logon: { name, state, takes, newest } }, time) =>
    ({
      current: `${name}: aktuell. Dieser Computer kennt das neueste Passwort (vom ${time(newest)}).`,
      stale:
        `${name}: veraltet. Das Passwort wurde am ${time(newest)} geändert; ohne das Netz im Büro gilt hier noch das ` +
        `vom ${time(takes)}. Melden Sie sich einmal mit diesem Netz an, oder nutzen Sie „keyturn-agent reset“.`,
      missing: `${name}: fehlt. Dieser Computer hat keine Anmeldung dieser Person, die er ohne das Netz im Büro prüfen könnte.`,
      unknown: `${name}: unbekannt. Hier gilt das Passwort vom ${time(takes)}; der Server sagt nicht, ob es ein neueres gibt.`,
    })[state],
  'caching-off': () =>
    'Abgeschaltet: Dieser Computer merkt sich keine Anmeldungen für unterwegs (winbind offline logon).',
  relaying: ({ port, server }) => `Kerberos an 127.0.0.1:${port} geht an ${server}.`,
  enrolled: ({ server, portal }) =>
    `Dieser Computer ist bei ${server} angemeldet. Passwörter werden unter ${portal} zurückgesetzt.`,
}
