import type { Words } from './words.ts'

export const de: Words = {
  notices: {
    'password-reset': {
      subject: 'Ihr Passwort wurde zurückgesetzt',
      happened: 'Das vergessene Passwort Ihres Kontos wurde durch ein neues ersetzt.',
    },
    'password-changed': {
      subject: 'Ihr Passwort wurde geändert',
      happened: 'Das Passwort Ihres Kontos wurde von jemandem geändert, der das alte kannte.',
    },
    'account-unlocked': {
      subject: 'Ihr Konto wurde entsperrt',
      happened:
        'Ihr Konto war nach zu vielen falschen Passwörtern gesperrt und wurde entsperrt. Das Passwort ist dasselbe.',
    },
    'reset-interrupted': {
      subject: 'Ihr Passwort wurde nicht fertig zurückgesetzt',
      happened:
        'Das Zurücksetzen Ihres Passworts wurde begonnen und nicht beendet. Das alte Passwort gilt nicht mehr: Setzen Sie es noch einmal zurück und wählen Sie ein neues.',
    },
    'factor-enrolled': {
      subject: 'Ein Nachweis wurde hinzugefügt',
      happened:
        'Zu Ihrem Konto kam ein Nachweis hinzu. Mit ihm lässt sich Ihr Passwort zurücksetzen. Welcher es ist, sehen Sie im Portal.',
    },
    'factor-removed': {
      subject: 'Ein Nachweis wurde entfernt',
      happened:
        'Ein Nachweis oder Ihre Wiederherstellungscodes wurden von Ihrem Konto entfernt. Was übrig ist, sehen Sie im Portal.',
    },
    'password-expires': {
      subject: 'Ihr Passwort läuft bald ab',
      happened:
        'Das Passwort Ihres Kontos läuft bald ab. Ändern Sie es vorher, dann hält es Sie bei keiner Anmeldung auf.',
    },
    'enrol-please': {
      subject: 'Richten Sie ein, wie Sie nachweisen, wer Sie sind',
      happened:
        'Hätten Sie heute Ihr Passwort vergessen, könnten Sie sich nicht selbst helfen: Sie haben noch nicht genug eingerichtet, um nachzuweisen, dass Sie es sind.',
    },
    'campaign-before': {
      subject: 'Sie brauchen bald ein neues Passwort',
      happened:
        'Nach einem Sicherheitsvorfall bekommen in Ihrer Firma alle ein neues Passwort, nacheinander.',
    },
    'campaign-at': {
      subject: 'Sie brauchen jetzt ein neues Passwort',
      happened:
        'Nach einem Sicherheitsvorfall bekommen in Ihrer Firma alle ein neues Passwort. Heute sind Sie an der Reihe.',
    },
    'campaign-after': {
      subject: 'Ihnen fehlt noch ein neues Passwort',
      happened:
        'Nach einem Sicherheitsvorfall bekommen in Ihrer Firma alle ein neues Passwort. Sie waren an der Reihe und haben noch keines.',
    },
    'service-account-due': {
      subject: 'Ein Dienstkonto von Ihnen braucht ein neues Passwort',
      happened:
        'Nach einem Vorfall werden alle Passwörter geändert, auch die, mit denen Dienste laufen. Sie sind als verantwortlich für das Konto unten eingetragen. Geändert wurde noch nichts.',
    },
    'recovery-codes-issued': {
      subject: 'Neue Wiederherstellungscodes wurden erstellt',
      happened: 'Für Ihr Konto wurden neue Wiederherstellungscodes erstellt. Frühere gelten nicht mehr.',
    },
    'approval-asked': {
      subject: 'Jemand bittet Sie zu bestätigen, wer es ist',
      happened:
        'Jemand gibt an, die Person unten zu sein, hat das Passwort nicht und bittet Sie, das zu bestätigen. Melden Sie sich wie immer am Portal an und weisen Sie sich aus: Dort steht die Anfrage eine Stunde lang.',
    },
    'approval-given': {
      subject: 'Jemand hat bestätigt, dass Sie es sind',
      happened: 'Jemand wurde gefragt, ob Sie es sind, und hat es bestätigt. Das zählt als Nachweis.',
    },
    'approval-refused': {
      subject: 'Jemand hat nicht bestätigt, dass Sie es sind',
      happened: 'Jemand wurde gefragt, ob Sie es sind, und hat es nicht bestätigt.',
    },
    'access-pass-issued': {
      subject: 'Ein Zugangscode wurde für Sie ausgestellt',
      happened:
        'Der Helpdesk hat einen Zugangscode für Ihr Konto ausgestellt. Wer ihn hat, kann Ihr Passwort zurücksetzen, solange er gilt.',
    },
  },
  expires: (day, days) =>
    days === 0
      ? `Es läuft heute ab, am ${day}.`
      : `Es läuft am ${day} ab: ${days === 1 ? 'morgen' : `in ${days} Tagen`}.`,
  changeHere: (page) =>
    `Ändern Sie es wie gewohnt an Ihrem Computer oder hier: ${page}\nTippen Sie die Adresse selbst, wenn Sie nicht sicher sind, dass diese Mail echt ist.`,
  serviceAccount: 'Konto',
  serviceRuns: 'Läuft, soweit bekannt, als',
  serviceUntil: (day) => `Es soll bis zum ${day} erledigt sein.`,
  serviceHow: (helpDesk) =>
    `1. Suchen Sie alle Stellen, an denen der Dienst sein Passwort hat: Dienste, geplante Aufgaben, Verbindungszeichenfolgen, Keytabs.\n2. Vereinbaren Sie mit den Administratoren eine Zeit und holen Sie das neue Passwort persönlich bei ihnen ab. Niemand schickt es per Mail oder sagt es am Telefon.\n3. Tragen Sie es überall ein, starten Sie den Dienst neu und sagen Sie Bescheid, dass er läuft.\nWenn Sie dieses Konto nicht kennen oder nicht sicher sind, ob diese Mail echt ist, rufen Sie an: ${helpDesk}`,
  greeting: (name) => `Guten Tag ${name},`,
  when: 'Wann',
  from: 'Von der Adresse',
  atComputer: 'Am Computer',
  who: 'Wer',
  number: 'Zahl',
  ifUnsure: (helpDesk) =>
    `Sprechen Sie mit der Person, von Angesicht oder am Telefon, bevor Sie etwas bestätigen, und vergleichen Sie die Zahl. Hat sie nicht gefragt oder erreichen Sie sie nicht, lehnen Sie ab und rufen Sie an: ${helpDesk}`,
  code: {
    subject: 'Ihr Code',
    codeIs: (minutes) =>
      `Jemand, hoffentlich Sie selbst, will zeigen, dass ein Konto oder dieses Postfach Ihnen gehört. Der Code gilt ${minutes} Minuten und für dieses eine Mal:`,
    doNotTell: (helpDesk) =>
      `Haben Sie ihn angefordert, geben Sie ihn dort ein und sagen Sie ihn niemandem, auch nicht dem Helpdesk. Haben Sie ihn nicht angefordert, benutzen Sie ihn nicht und geben Sie ihn nicht weiter: Ohne ihn geschieht nichts. Kommt das wieder vor, rufen Sie an: ${helpDesk}`,
  },
  campaign: {
    before: {
      'must-change': (day) =>
        `Sie sind am ${day} an der Reihe. Von da an fragt Ihr Computer bei der Anmeldung nach einem neuen Passwort. Überlegen Sie sich eines, das Sie noch nie hatten.`,
      'random-reset': (day, page) =>
        `Sie sind am ${day} an der Reihe. Von da an gilt Ihr jetziges Passwort nicht mehr. Wählen Sie dann ein neues: Öffnen Sie ${page} und wählen Sie „Passwort vergessen“.`,
    },
    at: {
      'must-change': () =>
        'Bei der nächsten Anmeldung fragt Ihr Computer nach einem neuen Passwort. Tun Sie es heute: Melden Sie sich ab und wieder an.',
      'random-reset': (page) =>
        `Ihr altes Passwort gilt nicht mehr. Öffnen Sie ${page} und wählen Sie „Passwort vergessen“: Das dauert zwei Minuten.`,
    },
    after: (day) => `Sie haben noch Zeit bis zum Ende des Tages: ${day}.`,
    afterwards: {
      disable: 'Danach wird Ihr Konto deaktiviert, und nur Ihre Administration kann es wieder aktivieren.',
      'random-reset':
        'Danach gilt Ihr altes Passwort nicht mehr, und Sie brauchen einen Nachweis, dass Sie es sind, oder den Helpdesk, um ein neues zu bekommen.',
    },
    enrol: (page) =>
      `Sie haben noch nicht genug eingerichtet, um nachzuweisen, dass Sie es sind. Tun Sie es vor diesem Tag, sonst kann nur der Helpdesk helfen: Öffnen Sie ${page} und melden Sie sich mit Ihrem jetzigen Passwort an.`,
    unsure: (helpDesk) =>
      `Tippen Sie diese Adressen selbst: Niemand braucht Ihren Klick auf einen Link. Wenn Sie nicht sicher sind, dass diese Mail echt ist, oder Hilfe brauchen, rufen Sie an: ${helpDesk}`,
    closed: {
      before: (day) =>
        `Sie sind am ${day} an der Reihe. Von da an gilt Ihr jetziges Passwort nicht mehr. Die Selbsthilfe im Portal ist geschlossen, bis der Vorfall vorbei ist. Ein neues Passwort bekommen Sie mit einem Zugangscode, der Ihnen persönlich übergeben wird: Halten Sie Ihren Ausweis bereit.`,
      at: 'Ihr altes Passwort gilt nicht mehr. Die Selbsthilfe im Portal ist geschlossen, bis der Vorfall vorbei ist. Ein neues Passwort bekommen Sie mit einem Zugangscode, der Ihnen persönlich übergeben wird, in Ihrer Firma oder vom Helpdesk: Halten Sie Ihren Ausweis bereit. Niemand gibt Ihnen einen Zugangscode per Mail, Nachricht oder Telefon.',
      unsure: (helpDesk) =>
        `In dieser Mail ist kein Link, und Sie brauchen keinen. Wenn Sie nicht sicher sind, dass diese Mail echt ist, oder Hilfe brauchen, antworten Sie nicht: Gehen Sie zum Helpdesk oder rufen Sie die Nummer an, die Sie kennen. Sie lautet: ${helpDesk}`,
    },
  },
  enrolUntil: (day) =>
    `Bitte tun Sie das bis ${day}. Danach werden Sie zuerst danach gefragt, wenn Sie sich dort anmelden.`,
  enrolHere: (page) =>
    `Öffnen Sie ${page} im Browser und melden Sie sich mit Ihrem jetzigen Passwort an. Es dauert zwei Minuten.`,
  notYou: (helpDesk) =>
    `Waren Sie das selbst, ist nichts zu tun. Waren Sie es nicht, rufen Sie sofort an: ${helpDesk}`,
  stop: (page, code) =>
    `Sie können es auch sofort selbst stoppen: Öffnen Sie ${page} und tippen Sie dort diesen Code: ${code}\nDann kann niemand mehr einen Ihrer Nachweise benutzen oder einen neuen einrichten, bis der Helpdesk nachgesehen hat.`,
  automatic:
    'Diese Mail wurde von selbst verschickt; Antworten liest niemand. Niemand wird Sie je per Mail nach einem Passwort oder einem Code fragen.',
}
