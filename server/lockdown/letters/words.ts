/** What stands on paper. A stressed person reads it at a locked screen: one thing after the other. */
const en = {
  only: 'Only for the person named here. To be handed over in person.',
  letter: (number: string) => `Letter ${number}`,
  title: 'Your access pass',
  once: (hours: number) => `It counts once, for ${hours} hours from when it was handed to you.`,
  steps: (portal: string, account: string) => [
    `Open ${portal}`,
    'Choose that you forgot your password.',
    `Type your account name: ${account}`,
    'Choose "access pass" and type the pass above. Upper or lower case and hyphens do not matter.',
    'Choose a new password. Then destroy this letter.',
  ],
  help: (helpDesk: string) =>
    `If anything goes wrong, or somebody opened this letter before you: call ${helpDesk}.`,
  inside: 'This third is folded inwards.',
}

const de: typeof en = {
  only: 'Nur für die hier genannte Person. Persönlich zu übergeben.',
  letter: (number) => `Brief ${number}`,
  title: 'Ihr Zugangspass',
  once: (hours) => `Er gilt einmal, ${hours} Stunden lang ab der Übergabe an Sie.`,
  steps: (portal, account) => [
    `Öffnen Sie ${portal}`,
    'Wählen Sie, dass Sie Ihr Passwort vergessen haben.',
    `Geben Sie Ihren Kontonamen ein: ${account}`,
    'Wählen Sie „Zugangspass“ und geben Sie den Pass von oben ein. Groß oder klein und Bindestriche sind egal.',
    'Wählen Sie ein neues Passwort. Vernichten Sie dann diesen Brief.',
  ],
  help: (helpDesk) =>
    `Wenn etwas nicht geht oder jemand diesen Brief vor Ihnen geöffnet hat: Rufen Sie ${helpDesk} an.`,
  inside: 'Dieses Drittel wird nach innen gefaltet.',
}

export const paperWords = { en, de }
export type PaperLanguage = keyof typeof paperWords
