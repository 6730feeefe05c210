import type { Words } from './words.ts'

export const deProofs: Pick<Words, 'add' | 'notMe' | 'approvals'> = {
  add: {
    title: 'Was möchten Sie einrichten?',
    titles: {
      passkey: 'Einen Passkey einrichten',
      'smart-card': 'Ihre Chipkarte einrichten',
      totp: 'Eine Authenticator-App einrichten',
      token: 'Ein Hardware-Token einrichten',
      'access-pass': 'Zugangscode',
      'recovery-code': 'Notfallcodes',
      radius: 'Anmeldedienst',
      'mail-code': 'Ein Postfach einrichten',
      'sms-code': 'Ihr Mobiltelefon einrichten',
      'manager-approval': 'Ihre Führungskraft',
      'colleague-approval': 'Jemand aus der Firma',
      questions: 'Sicherheitsfragen einrichten',
    },
    have: {
      'mail-code': 'Ein Postfach, das Sie ohne Ihr Passwort lesen können',
      questions: 'Fragen, die Sie wählen, mit Antworten, die nur Sie kennen',
    },
    other: 'Etwas anderes einrichten',
    first: 'Richten Sie zuerst einen Nachweis ein',
    firstText:
      'Ihre Firma bittet alle, einzurichten, wie sie nachweisen, wer sie sind. Es dauert zwei Minuten; dann geht es hier weiter.',
    nothing: 'Hier gibt es nichts mehr einzurichten.',
    passkeyText:
      'Ihr Browser fragt, wo er liegen soll: auf diesem Gerät, auf Ihrem Telefon oder auf einem Sicherheitsschlüssel. Wählen Sie, was Sie dabeihaben werden, wenn Sie Ihr Passwort vergessen haben.',
    passkeyName: 'Mein Passkey',
    passkey: 'Passkey anlegen',
    passkeyFailed:
      'Es wurde kein Passkey angelegt. Vielleicht hat dieses Gerät schon einen für Sie, oder es hat zu lange gedauert. Versuchen Sie es noch einmal.',
    phoneText: 'Ein Code wird dorthin geschickt, damit sicher ist, dass es Ihres ist.',
    phone: 'Ihre Mobilnummer',
    phoneHint: 'Mit der Landesvorwahl, zum Beispiel +49 151 2345678',
    badPhone: 'Das ist keine Mobilnummer. Tippen Sie sie mit Landesvorwahl, zum Beispiel +49 151 2345678.',
    mailText:
      'Ein Postfach, das Sie ohne das Passwort lesen können, das Sie vielleicht vergessen. Ein Code wird dorthin geschickt.',
    mail: 'Die Mailadresse',
    badMail: 'Das ist keine Mailadresse, oder keine, die hier benutzt werden darf.',
    sendCode: 'Code schicken',
    sentTo: (to) => `Ein Code ist unterwegs an ${to}. Er gilt zehn Minuten.`,
    code: 'Der Code, den Sie bekommen haben',
    otherAddress: 'Andere Adresse oder Nummer eingeben',
    finish: 'Fertig',
    tokenText: 'Die Seriennummer steht auf der Rückseite Ihres Tokens.',
    serial: 'Seriennummer',
    badSerial:
      'Dieses Token ist hier nicht bekannt, oder jemand anderes hat es. Prüfen Sie die Nummer, oder fragen Sie Ihren Helpdesk.',
    tokenCode: 'Was das Token jetzt zeigt',
    tokenNextCode: 'Was es als Nächstes zeigt',
    questionsText:
      'Wählen Sie Fragen, deren Antworten nur Sie kennen. Andere wissen vielleicht mehr über Sie, als Sie denken: Eine Antwort muss nicht stimmen, wenn Sie sie sich merken.',
    question: (n) => `Frage ${n}`,
    answer: (n) => `Ihre Antwort auf Frage ${n}`,
    questionsName: 'Sicherheitsfragen',
    badAnswers:
      'Diese Antworten können nicht genommen werden. Jede braucht mindestens drei Buchstaben, alle müssen verschieden sein, und keine darf Ihr Name oder ein Teil ihrer Frage sein.',
    cardName: 'Meine Karte',
  },
  notMe: {
    title: 'Waren Sie das nicht?',
    text: 'Tippen Sie den Code aus der Nachricht, die Sie bekommen haben. Von da an zählt keiner Ihrer Nachweise mehr, und niemand kann einen neuen einrichten, bis der Helpdesk nachgesehen hat. Ihr Passwort bleibt, wie es ist.',
    code: 'Code aus der Nachricht',
    empty: 'Tippen Sie den Code aus der Nachricht.',
    send: 'Jetzt stoppen',
    wrong:
      'Das ist kein Code aus einer Nachricht, oder er ist älter als dreißig Tage. Prüfen Sie ihn, oder rufen Sie an.',
    doneTitle: 'Es ist gestoppt',
    done: 'Ihre Nachweise sind gesperrt, und wer mit Ihrem Konto angemeldet war, ist hier abgemeldet.',
    next: 'Rufen Sie jetzt den Helpdesk an. Er vergewissert sich, dass Sie es sind, und lässt Ihre Nachweise wieder zu.',
    activity: 'Das war ich nicht: meine Nachweise sperren',
    sure: 'Alle Ihre Nachweise jetzt sperren?',
    sureText:
      'Von da an zählt keiner mehr, niemand kann einen neuen einrichten, und Sie werden hier abgemeldet. Nur der Helpdesk kann das beenden.',
    yes: 'Ja, sperren',
    no: 'Nein, zurück',
  },
  approvals: {
    title: 'Bestätigen, wer jemand ist',
    signIn:
      'Melden Sie sich mit Ihrem jetzigen Passwort an, um zu sehen, wer Sie um eine Bestätigung bittet.',
    text: 'Wer sein Passwort vergessen hat, kann Sie bitten zu bestätigen, dass er es wirklich ist. Tun Sie das nur, wenn Sie die Person selbst gesehen oder gehört haben.',
    none: 'Gerade bittet Sie niemand. Diese Seite merkt es von selbst.',
    who: (displayName, name) => `${displayName} (${name}) bittet Sie`,
    check:
      'Fragen Sie nach der Zahl, die dort steht. Bestätigen Sie nur, wenn es diese ist und Sie die Stimme oder das Gesicht kennen.',
    from: (time, address) => `Gefragt um ${time} von ${address}`,
    yes: (name) => `Ja, das ist ${name}`,
    no: 'Nein, oder ich bin nicht sicher',
    mute: (hours) => `${hours} Stunden lang nicht fragen`,
    muted: (time) => `Bis ${time} kann Sie niemand fragen.`,
    said: {
      approve: (name) => `Sie haben bestätigt, dass es ${name} ist.`,
      refuse: (name) => `Sie haben es nicht bestätigt. ${name} kommt mit Ihrer Hilfe nicht weiter.`,
    },
    unmute: 'Ich darf wieder gefragt werden',
  },
}
