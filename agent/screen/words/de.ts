import type { NotRefreshedWhy } from '@keyturn/contract'
import type { Refusal } from '../../statement-check.ts'
import type { Told } from '../screen.ts'
import { deeds as deedWords, orderRefusals, settingsRefusals } from './orders-de.ts'
import type { Prompts, Words } from './words.ts'

const whyNot: Readonly<Record<NotRefreshedWhy, string>> = {
  'no-way-to-dc':
    'er erreicht von hier aus das Netz Ihrer Organisation nicht. Verbinden Sie ihn einmal im Büro.',
  'vpn-did-not-open':
    'die Verbindung zum Netz Ihrer Organisation kam nicht zustande. Prüfen Sie den Internetzugang und versuchen Sie es noch einmal.',
  'vpn-without-dc':
    'die Verbindung stand, aber kein Domänencontroller hat geantwortet. Versuchen Sie es in einigen Minuten noch einmal.',
  'dc-does-not-have-it-yet':
    'der Domänencontroller in Ihrer Nähe kennt das neue Passwort noch nicht. Versuchen Sie es in etwa fünfzehn Minuten noch einmal.',
  'kdc-not-proved':
    'der Domänencontroller, der über den Server geantwortet hat, konnte sich nicht ausweisen. Melden Sie sich einmal mit dem Netz im Büro an oder rufen Sie Ihren Helpdesk an.',
  'clock-off':
    'die Uhr dieses Computers geht falsch: so kann sich kein Domänencontroller bei ihm ausweisen. Stellen Sie Datum und Uhrzeit richtig und beginnen Sie neu, oder melden Sie sich einmal mit dem Netz im Büro an.',
  'logon-refused':
    'der Domänencontroller lässt Sie trotz richtigen Passworts nicht anmelden. Rufen Sie Ihren Helpdesk an.',
  'proof-failed':
    'die Prüfung danach ist misslungen. Melden Sie sich im Büro an oder rufen Sie Ihren Helpdesk an.',
  'not-cached-here':
    'dieser Computer hat keine Anmeldung von Ihnen: Sie haben sich hier nie angemeldet, oder andere nach Ihnen haben ihren Platz. Melden Sie sich einmal im Büronetz an.',
  'caching-off': 'er merkt sich keine Anmeldungen für unterwegs.',
  'statement-refused':
    'die Nachricht des Servers war nicht nachweislich für diesen Computer bestimmt. Rufen Sie Ihren Helpdesk an.',
  'wrong-response':
    'drei falsche Antworten wurden eingegeben. Wählen Sie mit dem neuen Code noch einmal ein Passwort.',
  'cache-not-understood':
    'er kann ohne das Netz im Büro kein neues Passwort lernen. Melden Sie sich einmal dort an.',
  interrupted: 'der Vorgang wurde unterbrochen. Beginnen Sie noch einmal.',
}

/** Für den Helpdesk, zu einer Nachricht des Servers, die nicht befolgt wird. */
const refusals: Readonly<Record<Refusal, string>> = {
  'not-signed-by-our-server':
    'sie ist nicht von dem Server unterschrieben, bei dem dieser Computer angemeldet ist.',
  'not-a-statement': 'sie hat keine Form, die dieser Computer kennt.',
  'for-another-device': 'sie ist für einen anderen Computer.',
  'for-another-launch': 'sie gehört zu einem anderen Vorgang als dem, der hier begonnen wurde.',
  'with-another-nonce': 'sie antwortet auf eine andere Anfrage als die von hier.',
  'outside-the-life-of-the-launch':
    'sie wurde unterschrieben, bevor hier begonnen wurde, oder nach Ablauf der Zeit.',
  'for-somebody-unknown-here': 'sie ist für jemanden, den dieser Computer nicht kennt.',
  'for-another-name': 'der Name darin ist nicht der, den dieser Computer zu diesem Konto kennt.',
  'for-somebody-not-cached-here': 'sie ist für jemanden, der an diesem Computer keine Anmeldung hat.',
  'password-does-not-open':
    'das mitgeschickte Passwort lässt sich mit dem Schlüssel dieses Computers nicht öffnen.',
  'for-another-password': 'das mitgeschickte Passwort ist nicht das, von dem sie spricht.',
  'used-before': 'sie wurde schon einmal befolgt.',
}

const causes: Readonly<Record<Exclude<Told['cause'], 'clock-off' | 'clock-odd'>, string>> = {
  'no-network':
    'Dieser Computer ist in keinem Netz. Verbinden Sie ihn, mit Kabel oder WLAN. Ohne Netz nimmt er nur das Passwort, das er von Ihrer letzten Anmeldung kennt.',
  captive:
    'Ein Netz ist da, aber statt des Servers Ihrer Organisation antwortet etwas anderes, wie im Hotel, bevor man zugestimmt hat. Öffnen Sie die Seite dieses Netzes auf einem anderen Gerät, oder nehmen Sie ein anderes Netz.',
  'server-away':
    'Ein Netz ist da, aber weder der Server Ihrer Organisation noch ein Domänencontroller antwortet. Versuchen Sie ein anderes Netz, zum Beispiel das Ihres Telefons.',
  'no-dc':
    'Dieser Computer ist nicht im Büronetz: Er nimmt nur das Passwort, das er von Ihrer letzten Anmeldung kennt. Wurde es seitdem geändert, wählen Sie hier „Passwort zurücksetzen“.',
  'caching-off':
    'Außerhalb des Büros lässt dieser Computer niemanden hinein: Er merkt sich keine Anmeldungen. Verbinden Sie ihn mit dem Büronetz.',
  'nothing-here': 'An diesem Computer steht nichts im Weg.',
  works:
    'Ihr Passwort stimmt, und Sie können sich jetzt anmelden. Prüfen Sie am Anmeldebildschirm die Feststelltaste und die Sprache der Tastatur.',
  'works-here':
    'Dieser Computer nimmt Ihr Passwort. Sie können sich jetzt anmelden, auch ohne das Büronetz. Prüfen Sie die Feststelltaste und die Sprache der Tastatur.',
  'old-password':
    'Das ist Ihr altes Passwort: Es wurde seitdem geändert. Nehmen Sie das neue, oder wählen Sie hier „Passwort zurücksetzen“. Ohne das Büronetz nimmt dieser Computer noch das alte.',
  wrong:
    'Das Verzeichnis nimmt Namen und Passwort so nicht. Prüfen Sie die Feststelltaste und die Sprache der Tastatur. Sind Sie sich bei beidem sicher, wählen Sie hier „Mein Konto entsperren“, sonst „Passwort zurücksetzen“.',
  'wrong-or-newer':
    'Das nimmt dieser Computer nicht. Der Name oder das Passwort ist vielleicht falsch oder anderswo geändert, oder Sie haben sich an diesem Computer nie angemeldet: Außerhalb des Büronetzes kann er das nicht wissen. Wählen Sie hier „Passwort zurücksetzen“, oder verbinden Sie ihn mit diesem Netz.',
  refused:
    'Das Verzeichnis Ihrer Organisation lässt Sie hier nicht hinein und sagt nicht, warum. Rufen Sie Ihren Helpdesk an.',
  locked:
    'Ihr Konto ist nach zu vielen falschen Passwörtern gesperrt, oder abgeschaltet, oder seine Zeit ist abgelaufen: Was davon, erfährt dieser Computer nicht. Wählen Sie hier „Mein Konto entsperren“; hilft das nicht, rufen Sie Ihren Helpdesk an.',
  disabled:
    'Ihr Konto ist abgeschaltet. Rufen Sie Ihren Helpdesk an: Nur die Verwaltung kann es einschalten.',
  'account-expired':
    'Die Zeit Ihres Kontos ist abgelaufen. Rufen Sie Ihren Helpdesk an: Nur die Verwaltung kann sie verlängern.',
  'password-expired':
    'Ihr Passwort ist abgelaufen oder gilt nur noch, um ein neues zu wählen. Wählen Sie hier „Passwort zurücksetzen“.',
  'must-change': 'Sie müssen zuerst ein neues Passwort wählen. Wählen Sie hier „Passwort zurücksetzen“.',
  hours:
    'Ihr Konto darf sich zu dieser Tageszeit nicht anmelden. Versuchen Sie es zu seinen Zeiten wieder, oder rufen Sie Ihren Helpdesk an.',
  workstation:
    'Ihr Konto darf sich an diesem Computer nicht anmelden. Nehmen Sie Ihren eigenen, oder rufen Sie Ihren Helpdesk an.',
}

export const de: Words = {
  'go-to': ({ portal, until }, time) =>
    `Um ein neues Passwort zu wählen, öffnen Sie\n\n  ${portal}\n\nDieser Computer wartet bis ${time(until)}.`,
  'server-away': () => 'Der Server ist nicht erreichbar. Neuer Versuch …',
  'nobody-cached': () =>
    'Dieser Computer merkt sich gerade keine Anmeldung: Es hat sich noch niemand angemeldet, oder Ihre Organisation hat sie löschen lassen. Wählen Sie auf einem anderen Gerät im Portal ein neues Passwort und melden Sie sich hier einmal im Büro an.',
  tunnel: ({ state }) =>
    ({
      opening: 'Öffne für die Dauer dieses Vorgangs eine Verbindung zum Netz Ihrer Organisation …',
      open: 'Die Verbindung steht.',
      'not-open':
        'Die Verbindung zum Netz Ihrer Organisation kam nicht zustande. Prüfen Sie den Internetzugang und beginnen Sie noch einmal.',
      lost: 'Die Verbindung zum Netz Ihrer Organisation ging verloren, oder dieser Computer hat geschlafen. Beginnen Sie noch einmal.',
      closed: 'Die Verbindung zum Netz Ihrer Organisation ist geschlossen.',
    })[state],
  'settings-refused': ({ why }) =>
    `Was der Server zur Verbindung mit dem Netz Ihrer Organisation sagt, wird nicht befolgt. Sagen Sie Ihrem Helpdesk: ${settingsRefusals[why]}`,
  'vpn-asks': ({ for: wanted }) =>
    ({
      name: 'Ihr Benutzername für die Verbindung zum Netz Ihrer Organisation:',
      password: 'Ihr Passwort für diese Verbindung (es wird nicht angezeigt):',
    })[wanted],
  'password-arrived': ({ name }) => `${name} hat ein neues Passwort. Dieser Computer wird aktualisiert …`,
  trying: ({ path }) =>
    ({
      direct: 'Suche einen Domänencontroller …',
      vpn: 'Öffne eine Verbindung zum Netz Ihrer Organisation …',
      'kdc-proxy': 'Frage einen Domänencontroller über den Server …',
      'no-network': 'Die Antwort stimmt. Dieser Computer wird ohne Netz aktualisiert …',
      proof: 'Prüfe, ob das neue Passwort hier auch ohne sie gilt …',
    })[path],
  'led-nowhere': ({ path, why }) =>
    ({
      'no-way-to-dc':
        path === 'kdc-proxy'
          ? 'Über den Server hat kein Domänencontroller geantwortet.'
          : 'Von hier aus ist kein Domänencontroller erreichbar.',
      'vpn-did-not-open': 'Die Verbindung zum Netz Ihrer Organisation kam nicht zustande.',
      'vpn-without-dc': 'Durch die Verbindung hat kein Domänencontroller geantwortet.',
    })[why],
  refreshed: ({ name }) =>
    `Fertig. ${name} kann sich an diesem Computer mit dem neuen Passwort anmelden, auch unterwegs.`,
  'not-refreshed': ({ why, detail }) =>
    `Ihr Passwort wurde geändert, aber dieser Computer erwartet noch das alte: ${whyNot[why]}${detail === null ? '' : ` Sagen Sie dort: ${refusals[detail]}`}`,
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
  challenge: ({ name, portal, code }) =>
    `Dieser Computer hat kein Netz und kann das neue Passwort von ${name} trotzdem lernen.\n\n` +
    `1. Öffnen Sie auf einem anderen Gerät, zum Beispiel einem Telefon,\n\n     ${portal}\n\n` +
    `   und geben Sie dort diesen Code ein, oder halten Sie seine Kamera auf das Bild unten:\n\n     ${code}\n\n` +
    `2. Wählen Sie dort ein neues Passwort. Die Seite zeigt danach eine Antwort.\n` +
    `3. Geben Sie hier die Antwort ein und dann das neue Passwort. Sie haben Zeit: Dieser Computer merkt sich den Code.\n`,
  'incomplete-response': () =>
    'Die Antwort hat vier Gruppen zu vier Buchstaben und Ziffern. Vergleichen Sie sie.',
  'wrong-response': ({ left }) =>
    `Antwort und Passwort passen nicht zusammen oder nicht zu diesem Computer. ` +
    (left === 0 ? 'Das war das dritte Mal.' : left === 1 ? 'Noch ein Versuch.' : `Noch ${left} Versuche.`),
  'new-challenge': () =>
    'Nach drei falschen Antworten gibt es einen neuen Code, für ein neues Zurücksetzen. Der alte gilt nicht mehr.',
  'challenge-kept': () =>
    'Dieser Computer merkt sich den Code. Starten Sie noch einmal „keyturn-agent reset“, um weiterzumachen.',
  'unknown-here': ({ name }) =>
    `${name} hat sich an diesem Computer noch nie angemeldet, oder unter einem anderen Namen.`,
  'not-prepared': () =>
    'Dieser Computer wurde nie auf ein Zurücksetzen ohne Netz vorbereitet: Verbinden Sie ihn einmal mit dem Internet oder dem Büro.',
  'told-all': () => 'Der Server weiß alles, was an diesem Computer geschehen ist.',
  'one-moment': () => 'Dieser Computer erfährt gerade etwas vom Server. Einen Augenblick …',
  'incident-done': ({ name, deeds }) =>
    `Auf Auftrag des Servers, für ${name}: ${deeds
      .map(
        ({ deed, outcome, left }) => deedWords[deed][outcome] + (outcome === 'left' ? ` (noch ${left})` : ''),
      )
      .join('; ')}.`,
  'order-refused': ({ why }) =>
    `Ein Auftrag des Servers wird nicht befolgt. Sagen Sie Ihrem Helpdesk: ${orderRefusals[why]}`,
  logon: ({ logon: { name, state, takes, newest } }, time) =>
    ({
      current: `${name}: aktuell. Dieser Computer kennt das neueste Passwort (vom ${time(newest)}).`,
      stale:
        `${name}: veraltet. Das Passwort wurde am ${time(newest)} geändert; ohne das Netz im Büro gilt hier noch das ` +
        `vom ${time(takes)}. Melden Sie sich einmal mit diesem Netz an, oder nutzen Sie „keyturn-agent reset“.`,
      missing: `${name}: fehlt. Dieser Computer hat keine Anmeldung dieser Person, die er ohne das Netz im Büro prüfen könnte.`,
      unknown:
        takes === null
          ? `${name}: unbekannt. Dieser Computer weiß nicht, wie alt das Passwort ist, das hier gilt.`
          : `${name}: unbekannt. Hier gilt das Passwort vom ${time(takes)}; der Server sagt nicht, ob es ein neueres gibt.`,
    })[state],
  'caching-off': () =>
    'Abgeschaltet: Dieser Computer merkt sich keine Anmeldungen für unterwegs (winbind offline logon).',
  'cache-policy': ({ policy: { caching, mostAccounts, expiresAfterDays }, now }) => {
    if (!caching) return 'Dieser Computer merkt sich keine Anmeldungen für unterwegs.'
    return [
      `Dieser Computer merkt sich Anmeldungen für unterwegs, zurzeit ${now}.`,
      mostAccounts === null
        ? 'Ihre Zahl ist nicht begrenzt.'
        : `Höchstens ${mostAccounts}: Wer sich am längsten nicht angemeldet hat, macht Platz.`,
      expiresAfterDays === null
        ? 'Sie laufen nicht ab.'
        : `Sie laufen ${expiresAfterDays} Tage nach der letzten Anmeldung im Netz im Büro ab.`,
    ].join(' ')
  },
  'policy-set': ({ key, outcome }) => {
    const what = {
      caching: 'Anmeldungen merken',
      mostAccounts: 'Wie viele',
      expiresAfterDays: 'Wann sie ablaufen',
    }[key]
    return `${what}: ${
      {
        set: 'eingestellt.',
        restart: 'eingestellt; es gilt, sobald winbind oder SSSD neu gestartet wird.',
        unchanged: 'Es war schon so.',
        'not-offered': 'Was sich hier Anmeldungen merkt, hat keine solche Einstellung.',
        overridden:
          'NICHT eingestellt. Etwas anderes in der Konfiguration hat Vorrang; die Datei ist, wie sie war.',
        refused: 'NICHT eingestellt. Die eigene Prüfung nimmt die Datei so nicht an; sie ist, wie sie war.',
        'not-understood':
          'NICHT eingestellt. Es steht über mehrere Zeilen in der Datei; ändern Sie es von Hand.',
      }[outcome]
    }`
  },
  'nobody-called': ({ name }) => `Hier heißt niemand ${name}. Es wurde nichts entfernt.`,
  'forget-these': ({ names }) =>
    `Die Anmeldungen, die sich dieser Computer von ${names.join(', ')} merkt, werden entfernt: Bis zur nächsten Anmeldung mit ` +
    'dem Netz im Büro ist hier keine ohne dieses mehr möglich. Zum Fortfahren „ja“ eingeben (oder --yes verwenden):',
  forgotten: ({ name, outcome }) =>
    ({
      gone: `${name}: entfernt.`,
      'was-not-there': `${name}: Es gab keine.`,
      'still-there': `${name}: NICHT entfernt. Der Speicher ließ sich nicht schreiben; versuchen Sie es noch einmal.`,
    })[outcome],
  resource: ({ name, answers }) =>
    answers
      ? `  ✓ ${name} antwortet.`
      : `  ✗ ${name} antwortet noch nicht. Wenn es so bleibt, rufen Sie Ihren Helpdesk an.`,
  looking: () => 'Einen Augenblick …',
  told: ({ told }, time) => {
    if (told.cause === 'clock-off')
      return `Die Uhr dieses Computers geht um etwa ${told.minutes} Minuten falsch: Dann glaubt ihm kein Domänencontroller. Stellen Sie sie richtig, oder rufen Sie Ihren Helpdesk an.`
    if (told.cause === 'clock-odd')
      return `Die Uhr dieses Computers zeigt ${time(told.now)}. Stimmt das nicht, stellen Sie sie richtig: Sonst glaubt ihm hier niemand. Stimmt es, rufen Sie Ihren Helpdesk an: Das Zertifikat des Servers Ihrer Organisation ist nicht gültig.`
    return causes[told.cause]
  },
  relaying: ({ port, server }) => `Kerberos an 127.0.0.1:${port} geht an ${server}.`,
  enrolled: ({ server, portal }) =>
    `Dieser Computer ist bei ${server} angemeldet. Passwörter werden unter ${portal} zurückgesetzt.`,
}

export const dePrompts: Prompts = {
  who: 'Ihr Benutzername',
  response: 'Die Antwort, die das Portal zeigt',
  password: 'Das neue Passwort, das hier nicht zu sehen ist',
  'usual-password': 'Ihr Passwort, wie Sie sich damit anmelden würden (es erscheint nicht)',
}
