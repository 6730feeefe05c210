import type { Words } from './words.ts'

export const deNoNetwork: Words['noNetwork'] = {
  link: 'Mein Computer hat kein Netz',
  title: 'Ihr Computer hat kein Netz',
  text: 'Er kann Ihr neues Passwort trotzdem lernen. Beginnen Sie das Zurücksetzen an diesem Computer: Er zeigt ein Bild und einen Code aus sechs Gruppen. Halten Sie die Kamera dieses Geräts auf das Bild, oder geben Sie den Code hier ein.',
  label: 'Der Code, den Ihr Computer zeigt',
  hint: 'Groß oder klein ist gleich, und Lücken schaden nicht.',
  wrong: {
    incomplete: 'Der Code hat sechs Gruppen zu vier Buchstaben und Ziffern. Hier fehlen welche.',
    mistyped:
      'Ein Buchstabe oder eine Ziffer stimmt nicht, oder zwei sind vertauscht. Vergleichen Sie mit Ihrem Computer.',
    'other-version': 'Diese Seite kann den Code Ihres Computers nicht lesen. Eines von beiden ist veraltet.',
  },
  next: 'Weiter',
  unknown: 'Ihr Computer wird dieses Passwort nicht lernen',
  unknownText:
    'Den Code, den Sie eingegeben haben, hat kein hier bekannter Computer für Ihr Konto gemacht, oder er wurde schon benutzt. Lassen Sie Ihren Computer einen neuen zeigen und beginnen Sie noch einmal; oder machen Sie weiter und verbinden Sie ihn einmal mit dem Firmennetz.',
  answerTitle: (device) => `Gehen Sie jetzt zu ${device}`,
  answerMaking: 'Die Antwort für Ihren Computer wird erstellt …',
  answerType: 'Geben Sie dort diese Antwort ein:',
  answerLong: (symbols) => `Die Antwort: ${symbols}`,
  answerPassword: 'Geben Sie dort danach das neue Passwort ein, genau wie Sie es hier gewählt haben.',
  answerEnd:
    'Ihr Computer sagt, wann Sie sich damit anmelden können. Diese Seite zeigt die Antwort eine Stunde lang.',
  answerNobody:
    'Sie ist nur für den Computer, der vor Ihnen steht. Sagen Sie sie niemandem, auch nicht dem Helpdesk.',
}
