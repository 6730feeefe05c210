import type { ConsoleWords } from './words.ts'

const errors: Readonly<Record<string, string>> = {
  'no-answer': 'Der Server hat nicht geantwortet. Prüfen Sie das Netz und versuchen Sie es noch einmal.',
  'request.too-many': 'Zu viele Versuche. Warten Sie ein paar Minuten.',
  'factor.locked': 'Zu viele Versuche. Warten Sie ein paar Minuten.',
  'factor.unavailable': 'Dieser Weg antwortet gerade nicht. Nehmen Sie einen anderen.',
  'reset.expired': 'Das hat zu lange gedauert und wurde zu Ihrer Sicherheit beendet. Beginnen Sie von vorn.',
  'session.missing':
    'Das hat zu lange gedauert und wurde zu Ihrer Sicherheit beendet. Beginnen Sie von vorn.',
  'launch.expired': 'Dieser Rechner hat zu lange gewartet. Beginnen Sie von vorn.',
  'directory.unavailable': 'Das Verzeichnis der Firma ist nicht erreichbar. Es wurde nichts geändert.',
  'directory.refused': 'Das Verzeichnis lässt das für Ihr Konto nicht zu. Rufen Sie den Helpdesk an.',
}

export const de: ConsoleWords = {
  title: 'Passwort vergessen?',
  menu: 'Sie müssen niemanden anrufen: Zeigen Sie, wer Sie sind, und wählen Sie hier ein neues Passwort.\n\n  1  Mein Passwort zurücksetzen\n  2  Mein Konto entsperren und mein Passwort behalten\n  3  Warum kann ich mich nicht anmelden?',
  menuQuestion: '1, 2 oder 3, dann Eingabe:',
  howToLeave: 'Mit Escape kommen Sie jederzeit zum Anfang zurück.',
  who: 'Ihr Benutzername:',
  wait: 'Einen Augenblick …',
  whichWay: 'Wie wollen Sie zeigen, wer Sie sind? Die Nummer, dann Eingabe:',
  way: {
    totp: 'Code aus meiner Authenticator-App',
    token: 'Code von meinem Token',
    'access-pass': 'Zugangspass vom Helpdesk',
    'recovery-code': 'Wiederherstellungscode',
    radius: 'Code meines Anmeldedienstes',
    'mail-code': 'Code per E-Mail',
    'sms-code': 'Code per SMS',
    'manager-approval': 'Meine Führungskraft bestätigt es',
    'colleague-approval': 'Jemand aus dem Kollegium bestätigt es',
    questions: 'Meine Sicherheitsfragen',
  },
  answer: {
    totp: 'Der Code, den Ihre App zeigt:',
    token: 'Der Code, den Ihr Token zeigt:',
    'access-pass': 'Ihr Zugangspass (er erscheint beim Tippen nicht):',
    'recovery-code': 'Ein Wiederherstellungscode, den Sie noch nicht benutzt haben (er erscheint nicht):',
    radius: 'Der Code Ihres Anmeldedienstes (er erscheint beim Tippen nicht):',
    'mail-code': 'Der Code aus der E-Mail:',
    'sms-code': 'Der Code aus der SMS:',
    questions: 'Ihre Antwort (sie erscheint beim Tippen nicht):',
  },
  noWay:
    'Nichts, was man hier tippen kann, zeigt, wer Sie sind. Nehmen Sie das Portal im Browser, oder rufen Sie den Helpdesk an.',
  sent: 'Wenn Sie das eingerichtet haben, ist ein Code unterwegs.',
  whichColleague: 'Der Benutzername der Kollegin oder des Kollegen:',
  waiting: (number) => `Nennen Sie diese Zahl, wenn Sie gefragt werden: ${number}`,
  wrong:
    'Das stimmte nicht, oder es ist für Sie nicht eingerichtet. Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.',
  more: 'Bis hierher gut. Es fehlt noch ein Nachweis.',
  rules: ({ minLength, complexity, house }) =>
    [
      'Ihr neues Passwort:',
      `  - hat mindestens ${minLength} Zeichen`,
      ...(complexity
        ? [
            '  - hat drei von: Großbuchstaben, Kleinbuchstaben, Ziffern, andere Zeichen',
            '  - enthält Ihren Namen nicht',
          ]
        : []),
      ...(house?.words.length
        ? ['  - baut nicht auf Ihren eigenen Daten oder dem Namen Ihrer Organisation auf']
        : []),
    ].join('\n'),
  interrupted:
    'Das Zurücksetzen blieb auf halbem Weg stehen: Ihr altes Passwort gilt nicht mehr. Wählen Sie jetzt ein neues.',
  newPassword: 'Neues Passwort (es erscheint beim Tippen nicht):',
  again: 'Dasselbe noch einmal:',
  different: 'Die beiden waren nicht gleich.',
  problem: {
    'too-short': 'Es ist zu kurz.',
    'too-long': 'Es ist zu lang.',
    'too-simple': 'Es braucht mehr Arten von Zeichen.',
    'contains-name': 'Es enthält Ihren Namen.',
    'in-history': 'Sie hatten es schon einmal.',
    'too-young': 'Ihr Passwort wurde vor so kurzer Zeit geändert, dass noch kein neues erlaubt ist.',
    'unsupported-character': 'Es enthält ein Zeichen, das man am Anmeldebildschirm nicht tippen kann.',
    'same-as-old': 'Das ist das Passwort, das Sie jetzt haben.',
    'wrong-old-password': 'Das bisherige Passwort stimmte nicht.',
    'rejected-by-dc':
      'Das Verzeichnis hat es nicht genommen und nicht gesagt, warum. Wählen Sie ein längeres.',
    'banned-word': 'Zu viel davon ist ein Wort, das alle zuerst versuchen.',
    'banned-organisation': 'Zu viel davon ist der Name Ihrer Organisation.',
    'banned-calendar': 'Zu viel davon ist ein Monat, eine Jahreszeit, ein Tag oder ein Jahr.',
    'banned-keyboard': 'Zu viel davon ist eine Reihe von Tasten, die nebeneinander liegen.',
    'own-name': 'Es enthält Ihren Namen, vielleicht anders geschrieben.',
    'own-address': 'Es enthält einen Teil Ihrer Mailadresse oder Ihres Benutzernamens.',
    'own-workplace': 'Es enthält Ihre Abteilung, Firma, Stadt oder Ihr Büro.',
    'own-number': 'Es enthält Ihre Telefonnummer, Personalnummer oder Postleitzahl.',
    'too-weak': 'Es ist zu leicht zu erraten. Machen Sie es länger.',
    breached: 'Es steht auf Listen gestohlener Passwörter. Wählen Sie eines, das sonst niemand hat.',
  },
  setting: 'Das Verzeichnis hat noch nicht geantwortet. Bitte warten Sie: Das klärt sich von selbst.',
  reset: 'Ihr Passwort wurde geändert.',
  unlocked: 'Ihr Konto ist nicht mehr gesperrt. Ihr Passwort ist das bisherige.',
  unlockQuestion: 'Eingabe, um Ihr Konto zu entsperren:',
  refused: {
    late: 'Das hat länger als 15 Minuten gedauert und wurde zu Ihrer Sicherheit beendet. Beginnen Sie von vorn.',
    'too-many-tries': 'Zu viele Versuche. Warten Sie eine Weile, oder rufen Sie den Helpdesk an.',
    cancelled: 'Es wurde abgebrochen. Es wurde nichts geändert.',
    'not-allowed': 'Das ist für Ihr Konto nicht möglich. Rufen Sie den Helpdesk an.',
  },
  error: (code) =>
    errors[code] ?? 'Das ging nicht. Versuchen Sie es noch einmal, oder rufen Sie den Helpdesk an.',
  anyKey: 'Mit einer beliebigen Taste geht es weiter.',
}
