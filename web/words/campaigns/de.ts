import { deCampaignConsole } from './de-console.ts'
import type { enCampaigns } from './en.ts'

export const deCampaigns: typeof enCampaigns = {
  console: deCampaignConsole,
  title: 'Massenrücksetzungen',
  signIn: 'Melden Sie sich an, um die Massenrücksetzungen zu sehen, die Sie verantworten.',
  text: 'Eine Massenrücksetzung beginnt erst, wenn zwei verschiedene Personen denselben Plan freigegeben haben.',
  none: 'Es gibt keine Massenrücksetzung, die Sie verantworten.',
  of: {
    draft: 'Ein Entwurf. Er muss simuliert werden, bevor ihn jemand freigeben kann.',
    simulated: 'Simuliert. Es fehlen zwei Freigaben.',
    'half-approved': 'Eine Person hat freigegeben. Es fehlt eine zweite.',
    approved: 'Von zwei Personen freigegeben. Am Server kann begonnen werden.',
    running: 'Läuft.',
    paused: 'Angehalten.',
    verifying: 'Alles ist geschrieben. Jetzt muss es nachgewiesen werden.',
    closed: 'Nachgewiesen und abgeschlossen.',
    cancelled: 'Abgebrochen.',
  },
  drafted: (by: string, at: string) => `Zuletzt geändert am ${at}; entworfen von ${by}.`,
  mine: 'Sie haben freigegeben.',
  look: (name: string) => `Plan ${name} lesen`,
  withdraw: (name: string) => `Meine Freigabe von ${name} zurücknehmen`,
  planText: 'Lesen Sie ihn ganz. Was Sie freigeben, ist dieser Plan und kein späterer.',
  planLabel: 'Der Plan',
  people: (people: number, ends: string) =>
    `Er betrifft ${people} Personen. Die letzte Welle endet am ${ends}.`,
  deadline: {
    disable: (days: number, first: string | null) =>
      `Wer ${days} Arbeitstage nach der eigenen Welle nicht da war, dessen Konto wird deaktiviert${first === null ? '.' : `, zuerst am ${first}.`} Nur die Administration kann das rückgängig machen.`,
    'random-reset': (days: number, first: string | null) =>
      `Wer ${days} Arbeitstage nach der eigenen Welle nicht da war, dessen altes Passwort gilt nicht mehr${first === null ? '.' : `, zuerst am ${first}.`} Zurück führen „Passwort vergessen“ oder der Helpdesk.`,
  },
  digest: 'Seine Prüfsumme',
  digestText: 'Am Server zeigt keyturn campaign show dieselbe. Weicht sie ab, geben Sie nichts frei.',
  approve: 'Diesen Plan freigeben',
  back: 'Zurück, nichts freigeben',
  prove: 'Weisen Sie nach, dass Sie es sind',
  proveText: (name: string) =>
    `Dieser Nachweis gibt ${name} frei und sonst nichts. Eine App braucht einen Code, den Sie noch nicht benutzt haben.`,
  noWay:
    'Sie haben keinen Nachweis, der hier zählt. Richten Sie zuerst eine App, einen Passkey oder eine Karte ein.',
  setUp: 'Nachweis einrichten',
  said: {
    'half-approved': 'Sie haben freigegeben. Es fehlt eine zweite Person.',
    approved: 'Sie haben als zweite Person freigegeben. Jetzt kann begonnen werden.',
    withdrawn: 'Ihre Freigabe ist zurückgenommen.',
    'other-plan': 'Der Plan wurde inzwischen geändert. Nichts wurde freigegeben: Lesen Sie ihn noch einmal.',
    'yours-already': 'Sie haben schon freigegeben. Die zweite Person muss jemand anderes sein.',
    'not-now': 'Im jetzigen Zustand kann nichts freigegeben werden.',
    refused:
      'Inzwischen steht etwas im Weg, darum wurde nichts freigegeben. Simulieren Sie am Server noch einmal.',
  },
}
