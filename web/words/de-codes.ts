import type { CodeWords } from './codes.ts'

export const deCodes: CodeWords = {
  error: {
    offline: 'Vom Server kam keine Antwort. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
    'request.invalid': 'Etwas im Formular stimmt nicht. Prüfen Sie es und versuchen Sie es noch einmal.',
    'request.too-large': 'Das war zu lang. Kürzen Sie es und versuchen Sie es noch einmal.',
    'request.not-found': 'Das gibt es nicht mehr. Gehen Sie zurück und beginnen Sie neu.',
    'request.cross-site':
      'Ihr Browser hat das von einer anderen Seite aus gesendet. Öffnen Sie das Portal neu und beginnen Sie dort.',
    'request.too-many': 'Zu viele Anfragen. Warten Sie einen Moment und versuchen Sie es dann noch einmal.',
    'request.method':
      'Diese Adresse ist nicht für Menschen. Öffnen Sie das Portal neu und beginnen Sie dort.',
    'request.length-missing':
      'Diese Adresse ist nicht für Menschen. Öffnen Sie das Portal neu und beginnen Sie dort.',
    'request.media-type':
      'Diese Adresse ist nicht für Menschen. Öffnen Sie das Portal neu und beginnen Sie dort.',
    'request.busy':
      'Der Server hat gerade zu viel zu tun. Warten Sie einen Moment und versuchen Sie es dann noch einmal.',
    'portal.closed':
      'Die Organisation hat das vorläufig geschlossen, um alle Konten zu schützen. Es ist für alle gleich.',
    'session.missing': 'Ihre Zeit auf dieser Seite ist abgelaufen. Beginnen Sie neu.',
    'session.unproved': 'Zeigen Sie vorher noch einmal, dass Sie es sind.',
    'reset.expired': 'Das hat zu lange gedauert und wurde zu Ihrer Sicherheit beendet. Beginnen Sie neu.',
    'reset.step-refused':
      'Dieser Schritt ist schon getan, vielleicht in einem anderen Fenster. Hier sehen Sie, wo Sie jetzt sind.',
    'sign-in.refused': 'Name und Passwort passen nicht zusammen, oder Sie können sich gerade nicht anmelden.',
    'factor.locked': 'Zu viele Versuche. Eine Zeit lang wird nichts mehr geprüft.',
    'factor.unknown': 'Dieser Nachweis ist nicht mehr eingerichtet.',
    'factor.refused': 'Das wurde nicht angenommen.',
    'factor.unavailable':
      'Dieser Nachweis antwortet gerade nicht. Nehmen Sie einen anderen, oder versuchen Sie es in einer Minute noch einmal.',
    'factor.enrol-first': 'Richten Sie zuerst einen Nachweis ein: Ihre Firma verlangt es.',
    'approval.too-early':
      'Ihren Nachweis haben Sie erst vor Kurzem eingerichtet. Wer andere sind, bestätigen Sie frühestens nach einem Tag: Bitten Sie darum, jemand anderen zu fragen.',
    'factor.frozen':
      'Ihre Nachweise sind gesperrt, weil Sie oder jemand anderes „Das war ich nicht“ gesagt hat. Nur der Helpdesk kann das beenden.',
    'device.unknown': 'Dieser Computer ist hier nicht bekannt.',
    'device.key-refused': 'Dieser Computer konnte nicht aufgenommen werden.',
    'launch.expired': 'Ihr Computer hat zu lange gewartet. Beginnen Sie neu an seinem Anmeldebildschirm.',
    'tunnel.refused': 'Dieser Computer bekommt jetzt keine Verbindung zum Netz.',
    'launch.step-refused':
      'Ihr Computer ist schon weitergegangen. Beginnen Sie neu an seinem Anmeldebildschirm.',
    'kdc-proxy.realm-refused': 'An dieser Domäne wird von hier niemand angemeldet.',
    'kdc-proxy.no-kdc':
      'Kein Domänencontroller ist gerade zu erreichen. Versuchen Sie es in einer Minute noch einmal.',
    'directory.unavailable':
      'Das Verzeichnis der Firma ist gerade nicht erreichbar. Nichts wurde geändert. Versuchen Sie es in einer Minute noch einmal.',
    'directory.unknown-outcome':
      'Das Verzeichnis der Firma hat nicht rechtzeitig geantwortet. Ob es gehandelt hat, ist noch nicht bekannt.',
    'directory.refused': 'Das Verzeichnis der Firma erlaubt das für Ihr Konto nicht.',
    'storage.unavailable':
      'Der Server kann gerade nichts speichern. Nichts wurde geändert. Versuchen Sie es in einer Minute noch einmal.',
    'audit.unavailable':
      'Der Server kann gerade nicht Protokoll führen und ändert darum nichts. Versuchen Sie es in einer Minute noch einmal.',
    'mail.unavailable': 'Die Nachricht konnte nicht per E-Mail gesendet werden.',
    'entra.unavailable':
      'Der Anmeldedienst von Microsoft ist gerade nicht erreichbar. Versuchen Sie es in einer Minute noch einmal.',
    'entra.refused': 'Der Anmeldedienst von Microsoft erlaubt das nicht.',
    'breached.unavailable':
      'Der Server kann neue Passwörter gerade nicht prüfen und nimmt darum keine. Nichts wurde geändert. Versuchen Sie es später noch einmal.',
    'config.invalid': 'Der Server ist nicht richtig eingerichtet.',
    internal: 'Auf dem Server ist etwas schiefgegangen. Versuchen Sie es noch einmal.',
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
    'banned-word':
      'Das Passwort besteht zu sehr aus einem Wort, das jeder zuerst probiert oder das Ihre Firma nicht erlaubt. Nehmen Sie andere Wörter dazu.',
    'banned-organisation':
      'Das Passwort besteht zu sehr aus dem Namen Ihrer Firma. Nehmen Sie andere Wörter dazu.',
    'banned-calendar':
      'Das Passwort besteht zu sehr aus Monat, Jahreszeit, Wochentag oder Jahr: Das wird zuerst probiert. Nehmen Sie andere Wörter dazu.',
    'banned-keyboard':
      'Das Passwort besteht zu sehr aus Tasten oder Buchstaben, die nebeneinander liegen. Nehmen Sie andere Wörter dazu.',
    'own-name': 'Das Passwort enthält Ihren Namen, vielleicht in anderer Schreibweise.',
    'own-address': 'Das Passwort enthält einen Teil Ihrer Mail-Adresse oder Ihres Benutzernamens.',
    'own-workplace': 'Das Passwort enthält Ihre Abteilung, Ihre Firma, Ihren Ort oder Ihr Büro.',
    'own-number': 'Das Passwort enthält Ihre Telefon- oder Personalnummer oder Ihre Postleitzahl.',
    'too-weak':
      'Das Passwort ist zu leicht zu erraten. Machen Sie es länger, am besten mit Wörtern, die nichts miteinander zu tun haben.',
    breached:
      'Dieses Passwort steht auf Listen gestohlener Passwörter, die Angreifer zuerst probieren. Nehmen Sie eines, das sonst niemand hat.',
  },
  factor: {
    totp: 'Code aus Ihrer Authenticator-App',
    'recovery-code': 'Notfallcode',
    passkey: 'Ihr Passkey',
    'smart-card': 'Chipkarte',
    token: 'Code von Ihrem Token',
    'access-pass': 'Zugangscode vom Helpdesk',
    radius: 'Code Ihres Anmeldedienstes',
    'mail-code': 'Code per E-Mail',
    'sms-code': 'Code per SMS',
    'manager-approval': 'Ihre Führungskraft bestätigt es',
    'colleague-approval': 'Eine Kollegin oder ein Kollege bestätigt es',
    questions: 'Ihre Sicherheitsfragen',
    other: 'Ein anderer Nachweis',
  },
  card: {
    late: 'Das hat zu lange gedauert. Zeigen Sie die Karte noch einmal.',
    'no-card':
      'Es wurde keine Karte gezeigt. Stecken Sie sie in den Leser und versuchen Sie es noch einmal. Fragt nichts nach der PIN, schließen Sie den Browser (an einem Anmeldebildschirm: drücken Sie Esc) und beginnen Sie von vorn.',
    'not-accepted':
      'Diese Karte wird hier nicht angenommen: Sie ist vielleicht abgelaufen, gesperrt oder für etwas anderes.',
    unknown: 'Diese Karte gehört niemandem, den das Verzeichnis der Firma kennt.',
    'not-now':
      'Ob die Karte gilt, lässt sich gerade nicht prüfen. Nehmen Sie etwas anderes, oder versuchen Sie es in einer Minute noch einmal.',
  },
  cannot: {
    protected: 'Das ist ein geschütztes Konto: Nur der Helpdesk setzt sein Passwort zurück.',
    disabled: 'Das Konto ist deaktiviert.',
    expired: 'Das Konto ist abgelaufen.',
    frozen: 'Ihre Nachweise sind gesperrt. Rufen Sie den Helpdesk an.',
    'nothing-enrolled': 'Sie haben noch nichts eingerichtet, was dafür zählt.',
    'not-enough': 'Was Sie eingerichtet haben, reicht dafür noch nicht.',
  },
  enrol: {
    passkey: 'Ein Passkey',
    'smart-card': 'Die Chipkarte',
    totp: 'Eine Authenticator-App',
    token: 'Ein Hardware-Token',
    'access-pass': 'Ein Zugangscode',
    'recovery-code': 'Notfallcodes auf Papier',
    radius: 'Der Anmeldedienst',
    'mail-code': 'Codes per E-Mail',
    'sms-code': 'Codes per SMS',
    'manager-approval': 'Die Führungskraft',
    'colleague-approval': 'Jemand aus der Firma',
    questions: 'Sicherheitsfragen',
    other: 'Ein anderer Weg',
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
    'kdc-not-proved':
      'Das Verzeichnis, das ihm über das Internet geantwortet hat, konnte sich nicht ausweisen.',
    'clock-off': 'Seine Uhr geht falsch: so kann sich das Verzeichnis bei ihm nicht ausweisen.',
    'logon-refused': 'Das Verzeichnis ließ ihn mit dem neuen Passwort noch nicht anmelden.',
    'proof-failed':
      'Er hat es erfahren, aber beim Versuch ohne Netz wurde das neue Passwort noch nicht angenommen.',
    'not-cached-here':
      'Er hat keine Anmeldung von Ihnen, die zu erneuern wäre: Sie haben sich dort nie angemeldet, oder andere nach Ihnen haben ihren Platz.',
    'caching-off': 'Er merkt sich keine Passwörter: er fragt jedes Mal im Firmennetz.',
    'statement-refused': 'Er konnte nicht sicher sein, dass die Nachricht über Ihr neues Passwort echt war.',
    'wrong-response': 'Dort wurden drei falsche Antworten eingegeben, darum hat er aufgehört.',
    'cache-not-understood': 'Ohne das Firmennetz kann er ein neues Passwort nicht lernen.',
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
    'kdc-not-proved':
      'Melden Sie sich mit dem neuen Passwort an, sobald er mit dem Firmennetz verbunden ist, und sagen Sie dem Helpdesk Bescheid.',
    'clock-off':
      'Stellen Sie dort Datum und Uhrzeit richtig und beginnen Sie neu an seinem Anmeldebildschirm, oder melden Sie sich an, sobald er mit dem Firmennetz verbunden ist.',
    'logon-refused':
      'Warten Sie eine Minute und melden Sie sich an, während er mit dem Firmennetz verbunden ist.',
    'proof-failed': 'Melden Sie sich mit dem neuen Passwort an, während er mit dem Firmennetz verbunden ist.',
    'not-cached-here':
      'Melden Sie sich mit dem neuen Passwort an, während er mit dem Firmennetz verbunden ist.',
    'caching-off': 'Melden Sie sich mit dem neuen Passwort an, während er mit dem Firmennetz verbunden ist.',
    'statement-refused': 'Machen Sie an diesem Computer nicht weiter.',
    'wrong-response':
      'Lassen Sie ihn einen neuen Code zeigen und wählen Sie damit noch einmal ein neues Passwort.',
    'cache-not-understood':
      'Melden Sie sich mit dem neuen Passwort an, während er mit dem Firmennetz verbunden ist.',
    interrupted: 'Lassen Sie ihn eingeschaltet und offen, und beginnen Sie neu an seinem Anmeldebildschirm.',
  },
  activity: {
    other: 'Etwas anderes ist geschehen',
    'reset.started': 'Ein Zurücksetzen oder Entsperren wurde begonnen',
    'reset.challenged': 'Ein Nachweis, dass Sie es sind, wurde verlangt',
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
    'why.told': 'Ihnen wurde gesagt, was Sie an der Anmeldung hindert',
    'password.changing': 'Ihr Passwort sollte geändert werden',
    'password.changed': 'Ihr Passwort wurde geändert',
    'password.rejected': 'Ein geändertes Passwort wurde nicht genommen',
    'password.unknown': 'Ein geändertes Passwort wurde gesendet, und es kam keine Antwort',
    'account.disabling':
      'Ihr Konto sollte deaktiviert werden, weil Sie bis zur Frist kein neues Passwort hatten',
    'password.randomising':
      'Ihr Passwort wurde ungültig gemacht: Wählen Sie über „Passwort vergessen“ ein neues',
    'entra.flagging': 'Die Microsoft-Anmeldung soll ein neues Passwort verlangen',
    'entra.pass-making': 'Für Sie wurde ein befristeter Zugriffspass der Microsoft-Anmeldung erstellt',
    'password.rotating': 'Ein neues zufälliges Passwort sollte gesetzt und übergeben werden',
    'password.rotated': 'Ein neues zufälliges Passwort wurde gesetzt und übergeben',
    'password.aging': 'Das Höchstalter Ihres Passworts wurde geändert',
    'password.must-change': 'Beim nächsten Anmelden wird ein neues Passwort verlangt',
    'password.tier-setting': 'Nach der Länge Ihres Passworts sollte bestimmt werden, wie lange es gilt',
    'password.tier-set': 'Nach der Länge Ihres Passworts wurde bestimmt, wie lange es gilt',
    'password.tier-failed':
      'Wie lange Ihr Passwort gilt, konnte nach seiner Länge noch nicht bestimmt werden',
    'person.signed-in': 'Sie haben sich hier angemeldet',
    'person.not-signed-in': 'Jemand konnte sich hier nicht als Sie anmelden',
    'person.challenged': 'Ein Nachweis, dass Sie es sind, wurde verlangt',
    'person.proved': 'Ein Nachweis, dass Sie es sind, wurde angenommen',
    'person.not-proved': 'Ein Nachweis, dass Sie es sind, war falsch',
    'factor.enrolled': 'Ein Nachweis wurde eingerichtet',
    'factor.frozen': 'Alle Nachweise wurden gesperrt, wegen „Das war ich nicht“',
    'factor.thawed': 'Der Helpdesk hat die Nachweise wieder zugelassen',
    'factor.removed': 'Ein Nachweis wurde entfernt',
    'factor.codes-issued': 'Neue Notfallcodes wurden erstellt',
    'factor.pass-issued': 'Ein Zugangscode wurde für Sie ausgestellt',
    'factor.pass-revoked': 'Ihr Zugangscode wurde zurückgenommen',
    'approval.asked': 'Jemand wurde gebeten zu bestätigen, wer es ist',
    'approval.given': 'Jemand hat bestätigt, wer es ist',
    'approval.refused': 'Jemand hat nicht bestätigt, wer es ist',
    'campaign.approved': 'Sie haben einer Erneuerung vieler Passwörter zugestimmt',
    'lockdown.wished': 'Sie haben gesagt, ob die Selbstbedienung offen ist',
    'lockdown.withdrawn': 'Sie haben zurückgenommen, was Sie zur Selbstbedienung gesagt hatten',
    'letter.made': 'Ein Brief mit einem Zugangspass wurde für Sie gedruckt',
    'letter.handed': 'Ein Brief mit einem Zugangspass wurde Ihnen übergeben',
    'device.incident-ordered': 'Ein Computer soll Ihre Sitzungen dort beenden',
    'device.incident-given': 'Ein Computer hat erfahren, dass er Ihre Sitzungen beenden soll',
    'device.incident-done': 'Ein Computer hat Ihre Sitzungen beendet oder gesagt, warum nicht',
    'campaign.withdrawn': 'Sie haben Ihre Zustimmung zu einer Erneuerung vieler Passwörter zurückgenommen',
    'device.launched': 'Ein Computer hat ein Zurücksetzen angefragt',
    'device.sealed': 'Das neue Passwort wurde für einen Computer versiegelt',
    'device.fetched': 'Ein Computer hat das neue Passwort abgeholt',
    'device.assigned': 'Der Helpdesk hat Ihnen einen Computer zugeordnet',
    'device.unassigned': 'Der Helpdesk hat die Zuordnung eines Computers zu Ihnen aufgehoben',
    'device.order-made':
      'Für einen Ihrer Computer liegt etwas bereit: das neue Passwort, oder Ihre Anmeldung zu vergessen',
    'device.order-given': 'Einer Ihrer Computer hat das neue Passwort von selbst abgeholt',
    'device.order-dropped': 'Was für einen Ihrer Computer bereitlag, wurde gelöscht',
    'device.forgot': 'Ein Computer sollte Ihre Anmeldung vergessen und hat gemeldet, was er getan hat',
    'device.answered': 'Die Antwort für einen Computer ohne Netz wurde gezeigt',
    'device.refreshed': 'Ein Computer kennt das neue Passwort',
    'device.not-refreshed': 'Ein Computer kennt das neue Passwort noch nicht',
    'notice.sent': 'Eine Nachricht wurde Ihnen gesendet',
    'notice.failed': 'Eine Nachricht konnte Ihnen nicht gesendet werden',
  },
}
