import type { CodeWords } from './codes.ts'
import type { Words } from './words.ts'

const codes: CodeWords = {
  error: {
    offline: 'Vom Server kam keine Antwort. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
    'request.invalid': 'Etwas im Formular stimmt nicht. Prüfen Sie es und versuchen Sie es noch einmal.',
    'request.too-large': 'Das war zu lang. Kürzen Sie es und versuchen Sie es noch einmal.',
    'request.not-found': 'Das gibt es nicht mehr. Gehen Sie zurück und beginnen Sie neu.',
    'request.cross-site':
      'Ihr Browser hat das von einer anderen Seite aus gesendet. Öffnen Sie das Portal neu und beginnen Sie dort.',
    'request.too-many': 'Zu viele Anfragen. Warten Sie einen Moment und versuchen Sie es dann noch einmal.',
    'session.missing': 'Ihre Zeit auf dieser Seite ist abgelaufen. Beginnen Sie neu.',
    'session.unproved': 'Zeigen Sie vorher noch einmal, dass Sie es sind.',
    'reset.expired': 'Das hat zu lange gedauert und wurde zu Ihrer Sicherheit beendet. Beginnen Sie neu.',
    'reset.step-refused':
      'Dieser Schritt ist schon getan, vielleicht in einem anderen Fenster. Hier sehen Sie, wo Sie jetzt sind.',
    'sign-in.refused': 'Name und Passwort passen nicht zusammen, oder Sie können sich gerade nicht anmelden.',
    'factor.locked': 'Zu viele Versuche. Eine Zeit lang wird nichts mehr geprüft.',
    'factor.unknown': 'Dieser Nachweis ist nicht mehr eingerichtet.',
    'factor.refused': 'Dieser Code wurde nicht angenommen.',
    'device.unknown': 'Dieser Computer ist hier nicht bekannt.',
    'device.key-refused': 'Dieser Computer konnte nicht aufgenommen werden.',
    'launch.expired': 'Ihr Computer hat zu lange gewartet. Beginnen Sie neu an seinem Anmeldebildschirm.',
    'launch.step-refused':
      'Ihr Computer ist schon weitergegangen. Beginnen Sie neu an seinem Anmeldebildschirm.',
    'directory.unavailable':
      'Das Verzeichnis der Firma ist gerade nicht erreichbar. Nichts wurde geändert. Versuchen Sie es in einer Minute noch einmal.',
    'directory.unknown-outcome':
      'Das Verzeichnis der Firma hat nicht rechtzeitig geantwortet. Ob es gehandelt hat, ist noch nicht bekannt.',
    'directory.refused':
      'Das Verzeichnis der Firma erlaubt das für Ihr Konto nicht. Rufen Sie Ihren Helpdesk an.',
    'storage.unavailable':
      'Der Server kann gerade nichts speichern. Nichts wurde geändert. Versuchen Sie es in einer Minute noch einmal.',
    'audit.unavailable':
      'Der Server kann gerade nicht Protokoll führen und ändert darum nichts. Versuchen Sie es in einer Minute noch einmal.',
    'mail.unavailable': 'Die Nachricht konnte nicht per E-Mail gesendet werden.',
    'config.invalid': 'Der Server ist nicht richtig eingerichtet. Rufen Sie Ihren Helpdesk an.',
    internal:
      'Auf dem Server ist etwas schiefgegangen. Versuchen Sie es noch einmal; wenn es bleibt, rufen Sie Ihren Helpdesk an.',
  },
  problem: {
    'too-short': 'Das Passwort ist zu kurz.',
    'too-long': 'Das Passwort ist zu lang.',
    'too-simple': 'Das Passwort braucht mehr Arten von Zeichen.',
    'contains-name': 'Das Passwort enthält Ihren Namen.',
    'in-history': 'Dieses Passwort hatten Sie schon einmal. Wählen Sie eines, das Sie noch nie hatten.',
    'too-young': 'Ihr Passwort ist so neu, dass die Firma noch keine weitere Änderung erlaubt.',
    'unsupported-character':
      'Das Passwort enthält ein Zeichen, das sich am Anmeldebildschirm nicht tippen lässt.',
    'same-as-old': 'Das ist das Passwort, das Sie jetzt haben. Wählen Sie ein anderes.',
    'wrong-old-password': 'Das jetzige Passwort war nicht richtig.',
    'rejected-by-dc':
      'Das Verzeichnis der Firma hat dieses Passwort ohne Angabe von Gründen nicht genommen. Wählen Sie ein ganz anderes, am besten ein längeres.',
  },
  factor: {
    totp: 'Code aus Ihrer Authenticator-App',
    'recovery-code': 'Notfallcode',
  },
  refused: {
    late: 'Das hat länger als 15 Minuten gedauert und wurde zu Ihrer Sicherheit beendet.',
    'too-many-tries': 'Es gab zu viele falsche Antworten, darum wurde zu Ihrer Sicherheit abgebrochen.',
    cancelled: 'Sie haben es beendet. Nichts wurde geändert.',
    'not-allowed': 'Für dieses Konto geht das hier nicht.',
  },
  notRefreshed: {
    'no-way-to-dc': 'Er konnte das Firmennetz nicht erreichen.',
    'vpn-did-not-open': 'Seine Verbindung zum Firmennetz ging nicht auf.',
    'vpn-without-dc': 'Er war mit dem Firmennetz verbunden, aber das Verzeichnis antwortete nicht.',
    'dc-does-not-have-it-yet':
      'Das Verzeichnis in seiner Nähe weiß noch nichts von Ihrem neuen Passwort. Das kann einige Minuten dauern.',
    'logon-refused': 'Das Verzeichnis ließ ihn mit dem neuen Passwort noch nicht anmelden.',
    'proof-failed':
      'Er hat es erfahren, aber beim Versuch ohne Netz wurde das neue Passwort noch nicht angenommen.',
    'not-cached-here': 'Sie haben sich dort noch nie angemeldet; es gibt also nichts zu erneuern.',
    'caching-off': 'Er merkt sich keine Passwörter: er fragt jedes Mal im Firmennetz.',
    'statement-refused':
      'Er konnte nicht sicher sein, dass die Nachricht über Ihr neues Passwort echt war.',
    interrupted: 'Er wurde unterbrochen, vielleicht ist er in den Ruhezustand gegangen.',
  },
  notRefreshedNext: {
    'no-way-to-dc':
      'Verbinden Sie ihn mit dem Internet oder dem Firmennetz und wählen Sie an seinem Anmeldebildschirm noch einmal „Passwort zurücksetzen“.',
    'vpn-did-not-open':
      'Prüfen Sie seine Internetverbindung und beginnen Sie neu an seinem Anmeldebildschirm.',
    'vpn-without-dc': 'Warten Sie eine Minute und beginnen Sie neu an seinem Anmeldebildschirm.',
    'dc-does-not-have-it-yet':
      'Warten Sie zehn Minuten und melden Sie sich an, während er mit dem Firmennetz verbunden ist.',
    'logon-refused':
      'Warten Sie eine Minute und melden Sie sich an, während er mit dem Firmennetz verbunden ist.',
    'proof-failed':
      'Melden Sie sich mit dem neuen Passwort an, während er mit dem Firmennetz verbunden ist.',
    'not-cached-here':
      'Melden Sie sich mit dem neuen Passwort an, während er mit dem Firmennetz verbunden ist.',
    'caching-off':
      'Melden Sie sich mit dem neuen Passwort an, während er mit dem Firmennetz verbunden ist.',
    'statement-refused': 'Machen Sie an diesem Computer nicht weiter. Rufen Sie Ihren Helpdesk an.',
    interrupted:
      'Lassen Sie ihn eingeschaltet und offen, und beginnen Sie neu an seinem Anmeldebildschirm.',
  },
  activity: {
    'reset.started': 'Ein Zurücksetzen oder Entsperren wurde begonnen',
    'reset.proved': 'Ein Nachweis, dass Sie es sind, wurde angenommen',
    'reset.not-proved': 'Ein Nachweis, dass Sie es sind, war falsch',
    'reset.refused': 'Ein Zurücksetzen oder Entsperren wurde beendet',
    'reset.setting': 'Ein neues Passwort sollte gesetzt werden',
    'reset.done': 'Ihr Passwort wurde zurückgesetzt',
    'reset.rejected': 'Ein neues Passwort wurde nicht genommen',
    'reset.unknown': 'Ein neues Passwort wurde gesendet, und es kam keine Antwort',
    'reset.settled': 'Es wurde klar, wie ein Zurücksetzen geendet hat',
    'reset.interrupted': 'Ein Zurücksetzen blieb auf halbem Weg stehen: das alte Passwort endete',
    'unlock.setting': 'Ihr Konto sollte entsperrt werden',
    'unlock.done': 'Ihr Konto wurde entsperrt',
    'unlock.rejected': 'Ihr Konto konnte nicht entsperrt werden',
    'password.changing': 'Ihr Passwort sollte geändert werden',
    'password.changed': 'Ihr Passwort wurde geändert',
    'password.rejected': 'Ein geändertes Passwort wurde nicht genommen',
    'password.unknown': 'Ein geändertes Passwort wurde gesendet, und es kam keine Antwort',
    'person.signed-in': 'Sie haben sich hier angemeldet',
    'person.not-signed-in': 'Jemand konnte sich hier nicht als Sie anmelden',
    'person.proved': 'Ein Nachweis, dass Sie es sind, wurde angenommen',
    'person.not-proved': 'Ein Nachweis, dass Sie es sind, war falsch',
    'factor.enrolled': 'Ein Nachweis wurde eingerichtet',
    'factor.removed': 'Ein Nachweis wurde entfernt',
    'factor.codes-issued': 'Neue Notfallcodes wurden erstellt',
    'device.launched': 'Ein Computer hat ein Zurücksetzen angefragt',
    'device.sealed': 'Das neue Passwort wurde für einen Computer versiegelt',
    'device.fetched': 'Ein Computer hat das neue Passwort abgeholt',
    'device.refreshed': 'Ein Computer kennt das neue Passwort',
    'device.not-refreshed': 'Ein Computer kennt das neue Passwort noch nicht',
    'notice.sent': 'Eine Nachricht wurde Ihnen gesendet',
    'notice.failed': 'Eine Nachricht konnte Ihnen nicht gesendet werden',
  },
}

export const de: Words = {
  codes,
  language: { name: 'Deutsch', choose: 'Sprache' },
  product: {
    skip: 'Zum Inhalt springen',
    home: 'Keyturn, zur Startseite',
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
    helpDesk:
      'Brauchen Sie einen Menschen? Ihr Helpdesk sieht, was hier geschah, und braucht nie Ihr Passwort.',
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
    choose: 'Wählen Sie, was Sie zur Hand haben.',
    other: 'Etwas anderes verwenden',
    otherName: 'Sind das nicht Sie? Anderen Namen eingeben',
    proved: 'Angenommen. Jetzt noch einer, von anderer Art.',
    next: 'Weiter',
    wrong: 'Das war nicht richtig. Prüfen Sie es und versuchen Sie es noch einmal.',
    hint: {
      totp: 'Öffnen Sie die Authenticator-App auf Ihrem Telefon und tippen Sie die sechs Ziffern, die sie jetzt für diese Firma zeigt.',
      'recovery-code':
        'Einer der Codes, die Sie beim Einrichten gespeichert oder gedruckt haben. Jeder gilt einmal.',
    },
    have: {
      totp: 'Die App auf Ihrem Telefon zeigt sechs Ziffern',
      'recovery-code': 'Einer der Codes, die Sie gespeichert oder gedruckt haben',
    },
    digit: (n) => `Ziffer ${n} von 6`,
    emptyTotp: 'Tippen Sie alle sechs Ziffern.',
    emptyRecoveryCode: 'Tippen Sie einen Ihrer Notfallcodes.',
    nothing: 'Ich habe nichts davon',
    nothingText: 'Dann kann nur Ihr Helpdesk weiterhelfen. Er kann sich vergewissern, dass Sie es sind.',
  },
  password: {
    title: 'Wählen Sie ein neues Passwort',
    titleInterrupted: 'Ihr altes Passwort gilt nicht mehr; wählen Sie jetzt ein neues',
    interrupted:
      'Das Setzen Ihrer letzten Wahl blieb auf halbem Weg stehen. Bis Sie hier ein neues Passwort wählen, können Sie sich nirgends anmelden.',
    hello: (name) => `Guten Tag, ${name}.`,
    locked: 'Ihr Konto ist gesperrt. Das neue Passwort entsperrt es auch.',
    advice:
      'Lang ist besser als kompliziert: ein ganzer Satz mit Leerzeichen ist willkommen, Einfügen auch.',
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
    problems: 'Dieses Passwort wurde nicht genommen',
    problemsText: 'Nichts wurde geändert.',
    next: 'Neues Passwort setzen',
    cancel: 'Abbrechen, nichts ändern',
  },
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
    at: (time) => `Um ${time}.`,
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
      'Es wurde ausprobiert: das neue Passwort gilt dort, auch ohne Netz, und das alte nicht mehr. Melden Sie sich jetzt an.',
    notRefreshed: (device) => `${device} kennt das neue Passwort noch nicht`,
    notRefreshedText: 'Ihr neues Passwort ist trotzdem gesetzt.',
    end: 'Fertig',
  },
  refused: {
    title: 'Der Vorgang wurde beendet',
    nothing: 'Nichts wurde geändert. Sie können neu beginnen.',
    notAllowedText:
      'Für manche Konten darf das zu deren Schutz nur der Helpdesk. Rufen Sie Ihren Helpdesk an.',
    later:
      'Warten Sie einige Minuten, bevor Sie neu beginnen, und halten Sie Ihren Code bereit. Oder rufen Sie Ihren Helpdesk an.',
  },
  expired: {
    title: 'Ihre Zeit auf dieser Seite ist abgelaufen',
    text: 'Zu Ihrer Sicherheit bleibt eine Seite wie diese nur 15 Minuten offen. Nichts ist verloren; beginnen Sie neu.',
  },
  signIn: {
    title: 'Anmelden',
    textMe:
      'Melden Sie sich mit Ihrem jetzigen Passwort an, um Ihre Nachweise einzurichten oder zu ändern.',
    textActivity: 'Melden Sie sich mit Ihrem jetzigen Passwort an, um Ihre Vorgänge zu sehen.',
    textChange: 'Melden Sie sich zuerst mit dem Passwort an, das Sie jetzt haben.',
    label: 'Ihr Benutzername oder Ihre E-Mail-Adresse',
    password: 'Jetziges Passwort',
    next: 'Anmelden',
    empty: 'Geben Sie Ihren Namen und Ihr Passwort ein.',
    forgot: 'Ich habe mein Passwort vergessen',
    out: 'Abmelden',
  },
  me: {
    title: 'Wie Sie sich ausweisen',
    hello: (name) => `Angemeldet als ${name}.`,
    none: 'Sie haben noch nichts eingerichtet',
    noneText:
      'Wenn Sie eines Tages Ihr Passwort vergessen, brauchen Sie einen Nachweis, der ohne es auskommt. Das Einrichten dauert zwei Minuten.',
    list: 'Für Sie eingerichtet',
    enrolled: (day) => `Seit ${day}`,
    used: (day) => `zuletzt verwendet ${day}`,
    neverUsed: 'nie verwendet',
    left: (n) => (n === 1 ? 'Noch ein Notfallcode' : `Noch ${n} Notfallcodes`),
    noneLeft: 'Keine Notfallcodes mehr. Erstellen Sie neue, für den Tag, an dem Ihr Telefon weg ist.',
    remove: 'Entfernen',
    removeLong: (name) => `${name} entfernen`,
    add: 'Authenticator-App einrichten',
    addAnother: 'Weitere Authenticator-App einrichten',
    codes: 'Notfallcodes erstellen',
    codesNew: 'Neue Notfallcodes erstellen',
    change: 'Passwort ändern',
    activity: 'Ihre letzten Vorgänge ansehen',
    mustChange: 'Ihr Passwort muss geändert werden, bevor Sie es anderswo verwenden können.',
    proveText: 'Bevor Sie Ihre Nachweise sehen oder ändern, zeigen Sie einen, den Sie schon haben.',
  },
  remove: {
    title: (name) => `${name} entfernen?`,
    text: 'Sie können damit Ihr Passwort nicht mehr zurücksetzen. Eine Nachricht geht an Ihre Adressen.',
    yes: 'Ja, entfernen',
    no: 'Nein, behalten',
  },
  totp: {
    title: 'Authenticator-App einrichten',
    scan: 'Scannen Sie das mit Ihrer Authenticator-App',
    scanText:
      'Öffnen Sie auf dem Telefon eine App wie Aegis, FreeOTP, Google Authenticator oder Microsoft Authenticator, wählen Sie „Hinzufügen“ und halten Sie die Kamera auf dieses Bild.',
    picture: 'QR-Code für Ihre Authenticator-App. Dasselbe steht darunter als Text.',
    cannot: 'Scannen geht nicht? Tippen Sie diesen Schlüssel in die App',
    onPhone: 'Lesen Sie das auf dem Telefon selbst? In der App öffnen',
    code: 'Tippen Sie dann die sechs Ziffern, die die App jetzt zeigt',
    name: 'Geben Sie ihr einen Namen, den Sie wiedererkennen',
    nameDefault: 'Mein Telefon',
    next: 'Fertigstellen',
    wrong:
      'Diese Ziffern waren nicht richtig. Warten Sie auf die nächsten und tippen Sie diese. Bleibt es so, prüfen Sie die Uhrzeit auf Ihrem Telefon.',
    emptyName: 'Geben Sie ihr einen Namen.',
  },
  recovery: {
    title: 'Notfallcodes erstellen',
    text: 'Notfallcodes sind für den Tag, an dem Ihr Telefon weg ist. Drucken Sie sie oder schreiben Sie sie ab, und bewahren Sie sie da auf, wo nur Sie hinkommen.',
    replaces: 'Früher erstellte Codes gelten dann nicht mehr.',
    make: 'Codes erstellen',
    titleCodes: 'Ihre Notfallcodes',
    once: 'Sie werden nur dieses eine Mal gezeigt. Jeder gilt einmal.',
    list: 'Notfallcodes',
    copy: 'Kopieren',
    copied: 'Kopiert',
    notCopied: 'Kopieren war nicht erlaubt. Drucken Sie sie oder schreiben Sie sie ab.',
    print: 'Drucken',
    saved: 'Ich habe sie gesichert',
    skip: 'Jetzt nicht',
  },
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
    text: 'Was hier mit Ihrem Konto geschah, das Neueste zuerst. Etwas davon waren nicht Sie? Rufen Sie sofort Ihren Helpdesk an.',
    none: 'Noch nichts.',
    other: 'Etwas anderes ist geschehen',
    from: (address) => `von ${address}`,
    at: (device) => `an ${device}`,
    outcome: { ok: 'Erledigt', refused: 'Abgelehnt', unknown: 'Nicht bekannt', announced: 'Angekündigt' },
  },
}
