import type { enLockdown } from './en.ts'

export const deLockdown: typeof enLockdown = {
  closed: 'Hier geht im Moment nichts',
  closedText:
    'Die Organisation hat diese Seite geschlossen, um alle Konten zu schützen. Das liegt nicht an Ihnen und ist für alle gleich.',
  closedNext: 'Dort kann jemand feststellen, wer Sie sind, und Ihnen helfen.',
  passesOnly: 'Im Moment zählen nur Zugangspässe',
  passesOnlyText:
    'Zum Schutz aller Konten kann ein Passwort nur mit einem Zugangspass zurückgesetzt oder ein Konto entsperrt werden. Sie bekommen ihn persönlich. Wenn Sie einen haben, geht es unten weiter.',
  noPass: 'Sie haben keinen Zugangspass?',
  distrusts: 'Manche Nachweise können gerade nicht benutzt werden',
  distrustsText: 'Wenn Ihrer nicht angenommen wird, liegt das nicht an Ihnen.',
  unusable: (ways: string) => `Kann gerade nicht benutzt werden: ${ways}.`,
  title: 'Selbstbedienung schließen',
  signIn: 'Melden Sie sich an, um die Selbstbedienung bei einem Vorfall zu schließen oder wieder zu öffnen.',
  text: 'Zwei verschiedene Verantwortliche müssen dasselbe sagen. Die erste Person schließt sofort, für kurze Zeit; alles andere wartet auf die zweite.',
  now: {
    open: 'Die Selbstbedienung ist offen.',
    'passes-only': 'Die Selbstbedienung nimmt nur Zugangspässe.',
    frozen: 'Die Selbstbedienung ist geschlossen.',
  },
  held: (until: string) =>
    `Eine Person hat geschlossen. Ohne eine zweite öffnet sich um ${until} alles von selbst.`,
  distrust: (since: string) => `Was seit ${since} eingerichtet wurde, beweist nichts.`,
  trust: 'Alle Nachweise zählen.',
  wish: {
    open: 'Selbstbedienung öffnen',
    'passes-only': 'Nur Zugangspässe nehmen',
    frozen: 'Selbstbedienung schließen',
  },
  wants: (who: string, what: string) => `${who} will: ${what}.`,
  wantMine: (what: string) => `Sie wollen: ${what}.`,
  second: (until: string) => `Eine zweite Person hat bis ${until} Zeit.`,
  same: (what: string) => `Ich will dasselbe: ${what}`,
  withdraw: 'Zurücknehmen, was ich will',
  effect: {
    open: 'Alle können wieder zurücksetzen, entsperren, ändern und Nachweise einrichten. Dafür braucht es zwei Personen.',
    'passes-only':
      'Mit einem Zugangspass kann ein Passwort zurückgesetzt und ein Konto entsperrt werden, mit nichts anderem. Niemand richtet einen Nachweis ein oder entfernt einen.',
    frozen:
      'Niemand setzt zurück, entsperrt, ändert ein Passwort oder richtet einen Nachweis ein. Was begonnen wurde, endet, und alle sind abgemeldet.',
  },
  since: 'Misstrauen gegen alles, was seitdem eingerichtet wurde',
  sinceText:
    'Neuere Nachweise, Telefonnummern und E-Mail-Adressen beweisen nichts. Lassen Sie das Feld leer, um allem zu trauen. Am Server sagt keyturn lockdown report, wie viele Personen dann keinen Weg mehr haben.',
  badSince: 'Schreiben Sie einen Tag und eine Uhrzeit, die vorbei sind.',
  goOn: 'Weiter',
  back: 'Zurück, nichts ändern',
  prove: 'Weisen Sie nach, dass Sie es sind',
  proveText: (what: string) =>
    `Dieser Nachweis sagt: ${what}. Er sagt nichts anderes. Eine App braucht einen Code, den Sie noch nicht benutzt haben.`,
  noWay:
    'Sie haben keinen Nachweis, der hier zählt. Es muss eine App, ein Passkey oder eine Karte sein, die Ihnen gehört.',
  said: {
    held: 'Es ist jetzt geschlossen, für kurze Zeit. Eine zweite Person muss dasselbe sagen.',
    asked: 'Das ist vermerkt. Eine zweite Person muss dasselbe sagen.',
    done: 'Zwei Personen haben es gesagt. Es gilt jetzt.',
    'as-it-is': 'Es ist schon so.',
    'yours-already': 'Das haben Sie schon gesagt. Die zweite Person muss jemand anderes sein.',
    'no-passes': 'Zugangspässe sind nicht eingeschaltet, darum käme niemand durch.',
    'in-the-future': 'Diese Zeit kommt erst noch. Nichts wurde geändert.',
    'factor-distrusted':
      'Der Nachweis, den Sie benutzt haben, ist neuer als diese Zeit. Nichts wurde geändert: Sie könnten es danach nicht zurücknehmen.',
    withdrawn:
      'Was Sie wollten, ist zurückgenommen. Was Sie allein geschlossen haben, bleibt für seine kurze Zeit zu.',
    'not-withdrawn': 'Es gab nichts zurückzunehmen.',
  },
}
