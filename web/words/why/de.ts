import type { enWhy } from './en.ts'

export const deWhy: typeof enWhy = {
  home: 'Ich weiß nicht, warum ich mich nicht anmelden kann',
  homeText: 'Zeigen Sie, dass Sie es sind, und lesen Sie, was das Firmenverzeichnis dazu sagt.',
  who: 'Wer kann sich nicht anmelden?',
  proveAs: (name) => `Sie fragen, warum ${name} sich nicht anmelden kann.`,
  title: 'Das hindert Sie an der Anmeldung',
  besides: 'Außerdem',
  unlock: 'Jetzt entsperren',
  reset: 'Ein neues Passwort wählen',
  change: 'Ich kenne mein jetziges Passwort und ändere es',
  done: 'Fertig',
  disabled: {
    title: 'Ihr Konto ist abgeschaltet',
    text: 'Solange hilft kein Passwort. Nur der Helpdesk kann es wieder einschalten lassen.',
  },
  expired: {
    title: 'Ihr Konto ist abgelaufen',
    text: 'Es war für eine begrenzte Zeit angelegt. Nur der Helpdesk kann das verlängern lassen.',
  },
  locked: {
    title: 'Ihr Konto ist gesperrt',
    text: 'Es gab zu viele falsche Passwörter, vielleicht von einem Telefon oder einem anderen Computer, der noch ein altes hat.',
  },
  'must-change': {
    title: 'Ihr Passwort muss zuerst geändert werden',
    text: 'Vorher kommen Sie damit nirgends hinein, und nicht jeder Anmeldebildschirm lässt es Sie ändern. Hier können Sie es.',
  },
  'password-expired': {
    title: 'Ihr Passwort ist abgelaufen',
    text: 'Sie kommen damit nirgends hinein, und nicht jeder Anmeldebildschirm lässt es Sie ändern. Hier können Sie es.',
  },
  'smart-card': {
    title: 'Sie melden sich nur mit Ihrer Chipkarte an',
    text: 'Ihr Konto nimmt an Computern kein Passwort. Stecken Sie die Karte in den Leser. Ohne sie brauchen Sie Hilfe.',
  },
  hours: {
    title: 'Um diese Zeit dürfen Sie sich nicht anmelden',
    until: (when) => `Ihre Firma erlaubt Ihnen bestimmte Stunden. Die nächsten beginnen am ${when}.`,
    never: 'Zurzeit erlaubt Ihre Firma Ihnen keine einzige Stunde.',
  },
  computers: {
    title: (here) => `An ${here} dürfen Sie sich nicht anmelden`,
    titleUnknown: 'Sie dürfen sich nur an bestimmten Computern anmelden',
    text: (names) => `Ihre Firma erlaubt Ihnen diese: ${names}. Gehen Sie zu einem davon.`,
  },
  stale: {
    title: (device) => `${device} hat noch ein älteres Passwort von Ihnen`,
    text: 'Ohne das Firmennetz nimmt er nur dieses. Verbinden Sie ihn und melden Sie sich mit Ihrem jetzigen Passwort an; oder wählen Sie an seinem Anmeldebildschirm ein neues.',
    here: 'Ohne das Firmennetz nimmt er nur dieses. Wählen Sie jetzt ein neues Passwort; er lernt es dabei.',
  },
  'not-kept': {
    title: (device) => `${device} kennt Sie noch nicht`,
    text: 'Er lässt Sie nur mit dem Firmennetz hinein. Verbinden Sie ihn und melden Sie sich dort einmal an.',
  },
  none: {
    title: 'Ihr Konto ist in Ordnung',
    text: 'Das Firmenverzeichnis lässt Sie hinein. Also liegt es an dem, was getippt wurde, oder am Computer.',
    says: 'Was sagt sein Bildschirm?',
    wrong:
      'Falsches Passwort: Sehen Sie nach der Feststelltaste und der Sprache der Tastatur, und tippen Sie es noch einmal.',
    away: 'Kein Netz oder keine Domäne: Verbinden Sie ihn mit dem Firmennetz. Fern davon nimmt ein Computer nur das Passwort Ihrer letzten Anmeldung dort.',
    forgotten: 'Sie sind sich des Passworts nicht sicher: Wählen Sie ein neues.',
  },
}
