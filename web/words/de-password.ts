import type { Words } from './words.ts'

export const dePassword: Words['password'] = {
  title: 'Wählen Sie ein neues Passwort',
  titleInterrupted: 'Ihr altes Passwort gilt nicht mehr; wählen Sie jetzt ein neues',
  interrupted:
    'Das Setzen Ihrer letzten Wahl blieb auf halbem Weg stehen. Bis Sie hier ein neues Passwort wählen, können Sie sich nirgends anmelden.',
  hello: (name) => `Guten Tag, ${name}.`,
  locked: 'Ihr Konto ist gesperrt. Das neue Passwort entsperrt es auch.',
  learns: (device) => `${device} wird dieses Passwort lernen.`,
  learnsText: 'Ist das nicht der Computer, der vor Ihnen steht, hören Sie hier auf.',
  advice: 'Lang ist besser als kompliziert: ein ganzer Satz mit Leerzeichen ist willkommen, Einfügen auch.',
  label: 'Neues Passwort',
  oldLabel: 'Jetziges Passwort',
  currentHint: 'Das, mit dem Sie sich zurzeit anmelden.',
  show: 'Zeigen',
  hide: 'Verbergen',
  showLong: 'Das Passwort zeigen',
  hideLong: 'Das Passwort verbergen',
  empty: 'Tippen Sie ein neues Passwort.',
  emptyOld: 'Tippen Sie Ihr jetziges Passwort.',
  notYet: 'Eine der Regeln ist noch nicht erfüllt. Sehen Sie in die Liste darunter.',
  rules: 'Das Passwort muss',
  rule: {
    'too-short': (minLength) => `mindestens ${minLength} Zeichen haben`,
    'too-long': () => 'höchstens 256 Zeichen haben',
    'too-simple': () =>
      'mindestens drei Arten mischen: große Buchstaben, kleine Buchstaben, Ziffern, Zeichen, andere Schriften',
    'contains-name': () => 'ohne Ihren Namen sein',
    'unsupported-character': () => 'ohne Zeichen sein, die sich nicht tippen lassen',
  },
  met: 'erfüllt',
  unmet: 'noch nicht',
  metCount: (met, all) => `${met} von ${all} Regeln erfüllt`,
  onlyDc: 'Wird beim Senden geprüft',
  history: (n) => `Es darf keines Ihrer letzten ${n} Passwörter sein.`,
  minAge: (days) =>
    days === 1
      ? 'Ein Passwort, das jünger als ein Tag ist, darf nicht geändert werden.'
      : `Ein Passwort, das jünger als ${days} Tage ist, darf nicht geändert werden.`,
  maxAge: (days) => `Es gilt ${days} Tage lang.`,
  livesLonger: (atLeast, days) => `Ab ${atLeast} Zeichen gilt ein Passwort ${days} Tage lang.`,
  livesThis: (days) => `Dieses gilt ${days} Tage lang.`,
  livesForEver: 'Dieses gilt, bis Sie es ändern.',
  ruleOwn:
    'weder Ihren Namen in anderer Schreibweise enthalten noch Ihre Adresse, Abteilung, Firma oder eine Ihrer Nummern',
  ruleBanned: 'nicht aus Wörtern bestehen, die jeder zuerst probiert',
  ruleStrength: (least) => `mindestens ${least} zu erraten sein`,
  strength: 'Wie schwer es zu erraten ist',
  strengths: {
    'very-weak': 'sehr leicht',
    weak: 'leicht',
    fair: 'ziemlich schwer',
    good: 'schwer',
    strong: 'sehr schwer',
  },
  judging: 'Wird angesehen …',
  notJudged: 'Gerade nicht bekannt. Es wird beim Absenden geprüft.',
  suggest: 'Eines vorschlagen',
  suggestAgain: 'Ein anderes vorschlagen',
  suggested: 'Vorschlag:',
  suggestedHow: (bits) =>
    `Ausgelost, auf eine von 2 hoch ${bits} Arten. Es wird nirgends gespeichert: Merken Sie es sich, oder legen Sie es in einen Passwort-Tresor.`,
  problems: 'Dieses Passwort wurde nicht genommen',
  problemsText: 'Nichts wurde geändert.',
  next: 'Neues Passwort setzen',
  cancel: 'Abbrechen, nichts ändern',
}
