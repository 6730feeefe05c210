import { deCodes as codes } from './de-codes.ts'
import { deNoNetwork } from './de-no-network.ts'
import { dePassword } from './de-password.ts'
import type { Words } from './words.ts'
import { deProofs } from './de-proofs.ts'
import { deCampaigns } from './campaigns/de.ts'
import { deLockdown } from './lockdown/de.ts'
import { deMe } from './me/de.ts'
import { deWhy } from './why/de.ts'

export const de: Words = {
  codes,
  language: { choose: 'Sprache' },
  product: {
    skip: 'Zum Inhalt springen',
    escape: 'Die Taste Esc führt jederzeit zum Anmeldebildschirm zurück.',
    home: (name) => `${name}, zur Startseite`,
    theme: { label: 'Farben', auto: 'Wie das Gerät', light: 'Hell', dark: 'Dunkel' },
    step: (now, all) => `Schritt ${now} von ${all}`,
    computer: (name) => `Für den Computer ${name}`,
    loading: 'Einen Moment …',
    incident: (id) => `Vorgangsnummer für den Helpdesk: ${id}`,
    again: 'Noch einmal versuchen',
    back: 'Zurück',
    toStart: 'Zur Startseite',
    startAgain: 'Neu beginnen',
    minutes: (n) =>
      n === 1 ? 'Versuchen Sie es in einer Minute wieder.' : `Versuchen Sie es in ${n} Minuten wieder.`,
    trouble: 'Das hat nicht geklappt',
    helpDesk: 'Ihr Helpdesk',
    callForHelp: (who) =>
      `Brauchen Sie einen Menschen? Rufen Sie an: ${who}. Dort sieht man, was hier geschah, und braucht nie Ihr Passwort.`,
    call: (who) => `Rufen Sie an: ${who}.`,
    callIfItStays: (who) => `Wenn es so bleibt, rufen Sie an: ${who}.`,
    notFound: 'Diese Seite gibt es nicht',
    notFoundText: 'Die Adresse ist vielleicht vertippt oder alt.',
    broken: 'Auf dieser Seite ist etwas schiefgegangen',
    brokenText: 'Nichts wurde gesendet. Laden Sie die Seite neu; Sie sind dann wieder da, wo Sie waren.',
    reload: 'Neu laden',
  },
  home: {
    title: 'Was brauchen Sie?',
    forgot: 'Ich habe mein Passwort vergessen',
    forgotText: 'Weisen Sie sich aus und wählen Sie ein neues.',
    locked: 'Mein Konto ist gesperrt',
    lockedText: 'Entsperren Sie es und behalten Sie Ihr Passwort.',
    change: 'Ich kenne mein Passwort und will es ändern',
    changeText: 'Melden Sie sich damit an und wählen Sie ein neues.',
    more: 'Mehr',
    proofs: 'Einrichten, wie Sie sich ausweisen',
    activity: 'Ihre letzten Vorgänge ansehen',
  },
  who: {
    titleReset: 'Wer sind Sie?',
    titleUnlock: 'Wessen Konto ist gesperrt?',
    label: 'Ihr Benutzername oder Ihre E-Mail-Adresse',
    hint: 'Wie an Ihrem Computer, zum Beispiel anna oder anna@firma.de',
    empty: 'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.',
    next: 'Weiter',
  },
  prove: {
    title: 'Zeigen Sie, dass Sie es sind',
    titleMore: 'Bitte noch ein Nachweis',
    as: (name) => `Sie setzen das Passwort des Kontos ${name} zurück.`,
    asUnlock: (name) => `Sie entsperren das Konto ${name}.`,
    choose: 'Was haben Sie zur Hand?',
    other: 'Etwas anderes verwenden',
    otherName: 'Sind das nicht Sie? Anderen Namen eingeben',
    proved: 'Angenommen. Jetzt noch einer, von anderer Art.',
    next: 'Weiter',
    wrong: 'Das war nicht richtig. Prüfen Sie es und versuchen Sie es noch einmal.',
    hint: {
      totp: 'Öffnen Sie die Authenticator-App auf Ihrem Telefon und tippen Sie die sechs Ziffern, die sie jetzt für diese Firma zeigt.',
      'recovery-code':
        'Einer der Codes, die Sie beim Einrichten gespeichert oder gedruckt haben. Jeder gilt einmal.',
      passkey: 'Ihr Browser fragt nach Fingerabdruck, Gesicht oder Sicherheitsschlüssel.',
      'smart-card':
        'Stecken Sie die Karte in den Leser. Ihr Browser fragt dann nach der Karte und ihrer PIN.',
      token: 'Tippen Sie die Ziffern, die Ihr Token jetzt zeigt.',
      'access-pass': 'Diesen Code hat Ihnen der Helpdesk gegeben. Groß oder klein macht keinen Unterschied.',
      radius: 'Tippen Sie, was Ihr Anmeldedienst verlangt: den Code, den seine App oder sein Token zeigt.',
      'mail-code':
        'Falls wir eine andere Mailadresse von Ihnen kennen, ist ein Code dorthin unterwegs. Er gilt zehn Minuten.',
      'sms-code': 'Falls wir Ihre Mobilnummer kennen, ist ein Code dorthin unterwegs. Er gilt zehn Minuten.',
      'manager-approval':
        'Ihre Führungskraft wird gebeten zu bestätigen, dass Sie es sind. Rufen Sie sie an: Sie sollte Ihre Stimme kennen.',
      'colleague-approval':
        'Nennen Sie jemanden aus der Firma, der Sie kennt. Diese Person wird gebeten zu bestätigen, dass Sie es sind.',
      questions:
        'Antworten Sie wie beim Einrichten. Groß- und Kleinschreibung und Leerzeichen spielen keine Rolle.',
    },
    have: {
      totp: 'Die App auf Ihrem Telefon zeigt sechs Ziffern',
      'recovery-code': 'Einer der Codes, die Sie gespeichert oder gedruckt haben',
      passkey: 'Ihr Fingerabdruck, Ihr Gesicht oder Ihr Sicherheitsschlüssel',
      'smart-card': 'Ihre Karte, deren PIN und ein Leser',
      token: 'Ein kleines Gerät, das Ziffern zeigt',
      'access-pass': 'Ein Code, den Ihnen der Helpdesk gegeben hat',
      radius: 'Der andere Anmeldedienst Ihrer Firma',
      'mail-code': 'Ein Postfach, das Sie noch lesen können',
      'sms-code': 'Ihr Mobiltelefon',
      'manager-approval': 'Ihre Führungskraft, die Sie anrufen können',
      'colleague-approval': 'Jemand aus der Firma, der Sie kennt',
      questions: 'Die Fragen, die Sie beim Einrichten gewählt haben',
    },
    digit: (n) => `Ziffer ${n} von 6`,
    emptyTotp: 'Tippen Sie alle sechs Ziffern.',
    emptyAnswer: 'Tippen Sie hier Ihre Antwort.',
    sending: 'Der Code wird verschickt …',
    sentAnother: 'Ein neuer Code ist unterwegs. Frühere gelten nicht mehr.',
    sendAgain: 'Noch einen Code schicken',
    passkey: 'Meinen Passkey benutzen',
    passkeyFailed:
      'Es wurde kein Passkey benutzt. Versuchen Sie es noch einmal, nehmen Sie das Gerät, auf dem Sie ihn eingerichtet haben, oder nehmen Sie etwas anderes.',
    card: 'Meine Karte zeigen',
    whom: 'Wen sollen wir fragen?',
    whomHint: 'Der Benutzername oder die Mailadresse der Kollegin oder des Kollegen',
    whomEmpty: 'Tippen Sie, wen wir fragen sollen.',
    askManager: 'Meine Führungskraft fragen',
    askColleague: 'Diese Person fragen',
    waitingFor: 'Wir warten auf die Antwort …',
    number:
      'Nennen Sie diese Zahl, wenn Sie anrufen. Sie steht auch dort, damit nur Ihre eigene Anfrage bestätigt wird.',
    numberLong: (number) => `Zahl ${number}`,
    waitUntil: (time) => `Diese Seite geht von selbst weiter. Die Anfrage gilt bis ${time}.`,
    waitOver: 'Niemand hat rechtzeitig geantwortet. Fragen Sie noch einmal, oder nehmen Sie etwas anderes.',
    askAgain: 'Noch einmal fragen',
    nothing: 'Ich habe nichts davon',
    nothingText: 'Dann kann nur Ihr Helpdesk weiterhelfen. Er kann sich vergewissern, dass Sie es sind.',
  },
  noNetwork: deNoNetwork,
  why: deWhy,
  campaigns: deCampaigns,
  lockdown: deLockdown,
  password: dePassword,
  unlock: {
    title: 'Entsperren Sie Ihr Konto',
    text: (name) =>
      `Guten Tag, ${name}. Ihr Konto ist gesperrt. Entsperren Sie es hier, dann gilt Ihr gewohntes Passwort wieder.`,
    next: 'Jetzt entsperren',
    notLocked: 'Ihr Konto ist nicht gesperrt',
    notLockedText:
      'Dann stimmt vielleicht das Passwort nicht. Wenn Sie nicht sicher sind, wählen Sie ein neues: das dauert zwei Minuten.',
    anyway: 'Trotzdem entsperren',
    reset: 'Lieber ein neues Passwort wählen',
  },
  setting: {
    title: 'Noch nicht bekannt',
    text: 'Das neue Passwort ging an das Verzeichnis der Firma, und es kam keine Antwort. Es kann gesetzt sein oder nicht. Wir sehen nach.',
    textUnlock: 'Das Entsperren ging an das Verzeichnis der Firma, und es kam keine Antwort. Wir sehen nach.',
    wait: 'Bleiben Sie auf dieser Seite: es geht von selbst weiter, meist in weniger als einer Minute. Sie können sie auch schließen und wiederkommen; nichts geht verloren.',
    looking: 'Wir sehen nach …',
  },
  done: {
    title: 'Ihr neues Passwort ist gesetzt',
    titleUnlock: 'Ihr Konto ist entsperrt',
    text: 'Das Verzeichnis der Firma hat es, und das wurde nachgelesen. Verwenden Sie ab jetzt das neue Passwort.',
    textUnlock: 'Das Verzeichnis der Firma hat es bestätigt. Verwenden Sie Ihr gewohntes Passwort.',
    at: (time) => `Das war um ${time}.`,
    notified: 'Eine Nachricht ging an',
    notNotified: 'Es gibt keine Adresse, an die wir Ihnen eine Nachricht senden könnten.',
    next: 'Was Sie als Nächstes tun',
    nextNone:
      'Melden Sie sich mit dem neuen Passwort an. Ist Ihr Computer nicht im Büro, verbinden Sie ihn einmal mit dem Firmennetz.',
    nextUnlock:
      'Melden Sie sich mit Ihrem gewohnten Passwort an. Hat ein Telefon oder ein anderes Gerät noch ein altes gespeichert, ändern Sie es dort, sonst wird das Konto wieder gesperrt.',
    phone:
      'Ändern Sie das Passwort auch auf dem Telefon und anderen Geräten, die es gespeichert haben, etwa für E-Mail.',
    waiting: (device) => `${device} lernt das neue Passwort`,
    waitingText: 'Lassen Sie ihn eingeschaltet und offen. Das dauert höchstens einige Minuten.',
    refreshed: (device) => `${device} kennt das neue Passwort`,
    refreshedText:
      'Es wurde dort ohne Netz ausprobiert: Das neue Passwort gilt, ein falsches wird abgelehnt. Melden Sie sich jetzt an.',
    resources: {
      here: (names) => `Erreichbar sind: ${names}.`,
      away: (names) =>
        `Von dort noch nicht erreicht: ${names}. Melden Sie sich an und versuchen Sie es; wenn es so bleibt, rufen Sie den Helpdesk an.`,
    },
    notRefreshed: (device) => `${device} kennt das neue Passwort noch nicht`,
    notRefreshedText: 'Ihr neues Passwort ist trotzdem gesetzt.',
    end: 'Fertig',
    another: 'Neu beginnen, für ein anderes Konto',
  },
  refused: {
    title: 'Der Vorgang wurde beendet',
    nothing: 'Nichts wurde geändert. Sie können neu beginnen.',
    notAllowedText: 'Für manche Konten darf das zu deren Schutz nur der Helpdesk.',
    atComputer:
      'Der Computer, an dem Sie begonnen haben, wartet nicht mehr. Beginnen Sie dort neu, damit er Ihr neues Passwort lernt; wenn Sie hier weitermachen, lernt er es nicht.',
    later:
      'Warten Sie einige Minuten, bevor Sie neu beginnen, und halten Sie Ihren Code bereit. Oder machen Sie mit Ihrem Helpdesk weiter.',
  },
  expired: {
    title: 'Ihre Zeit auf dieser Seite ist abgelaufen',
    text: 'Zu Ihrer Sicherheit bleibt eine Seite wie diese nur 15 Minuten offen. Nichts ist verloren; beginnen Sie neu.',
  },
  signIn: {
    title: 'Anmelden',
    textMe: 'Melden Sie sich mit Ihrem jetzigen Passwort an, um Ihre Nachweise einzurichten oder zu ändern.',
    textActivity: 'Melden Sie sich mit Ihrem jetzigen Passwort an, um Ihre Vorgänge zu sehen.',
    textChange: 'Melden Sie sich zuerst mit dem Passwort an, das Sie jetzt haben.',
    label: 'Ihr Benutzername oder Ihre E-Mail-Adresse',
    password: 'Jetziges Passwort',
    next: 'Anmelden',
    empty: 'Geben Sie Ihren Namen und Ihr Passwort ein.',
    forgot: 'Ich habe mein Passwort vergessen',
    out: 'Abmelden',
  },
  ...deMe,
  add: deProofs.add,
  notMe: deProofs.notMe,
  approvals: deProofs.approvals,
  change: {
    title: 'Passwort ändern',
    next: 'Passwort ändern',
    doneTitle: 'Ihr Passwort ist geändert',
    unknownTitle: 'Es ist noch nicht bekannt, ob Ihr Passwort geändert wurde',
    unknownText:
      'Das Verzeichnis der Firma hat nicht rechtzeitig geantwortet. Warten Sie eine Minute und melden Sie sich dann mit dem neuen Passwort an; wird es abgelehnt, nehmen Sie das alte.',
    doneText: 'Verwenden Sie ab jetzt das neue Passwort, am Computer und auf jedem Gerät, das es speichert.',
  },
  activity: {
    title: 'Ihre letzten Vorgänge',
    text: (who) =>
      `Was hier mit Ihrem Konto geschah, das Neueste zuerst. Etwas davon waren nicht Sie? Rufen Sie sofort an: ${who}.`,
    none: 'Noch nichts.',
    from: (address) => `von ${address}`,
    at: (device) => `an ${device}`,
  },
}
