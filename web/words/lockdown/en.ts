/** When self-service is closed: for everybody, and for the operators who close and open it. */
export const enLockdown = {
  closed: 'Nothing can be done here just now',
  closedText:
    'The organisation has closed this page to protect all accounts. That is nothing that you have done, and it is the same for everybody.',
  closedNext: 'Somebody there can make sure who you are and help you.',
  passesOnly: 'Only access passes count just now',
  passesOnlyText:
    'To protect all accounts, a password can be reset or an account unlocked only with an access pass, which you get in person. If you have one, go on below.',
  noPass: 'You have no access pass?',
  distrusts: 'Some proofs cannot be used now',
  distrustsText: 'If yours is not accepted, that is nothing that you have done.',
  unusable: (ways: string) => `Cannot be used now: ${ways}.`,
  title: 'Closing self-service',
  signIn: 'Sign in to close self-service in an incident, or to open it again.',
  text: 'Two different operators have to say the same. The first one closes it at once, for a short time; everything else waits for the second.',
  now: {
    open: 'Self-service is open.',
    'passes-only': 'Self-service takes access passes only.',
    frozen: 'Self-service is closed.',
  },
  held: (until: string) => `One person has closed it. Without a second one it opens by itself at ${until}.`,
  distrust: (since: string) => `What was set up since ${since} proves nothing.`,
  trust: 'All proofs count.',
  wish: {
    open: 'Open self-service',
    'passes-only': 'Take access passes only',
    frozen: 'Close self-service',
  },
  wants: (who: string, what: string) => `${who} wants: ${what}.`,
  wantMine: (what: string) => `You want: ${what}.`,
  second: (until: string) => `A second person has until ${until}.`,
  same: (what: string) => `I want the same: ${what}`,
  withdraw: 'Take back what I want',
  effect: {
    open: 'People can reset, unlock, change and set up proofs again. This needs two people.',
    'passes-only':
      'A password can be reset and an account unlocked with an access pass, and with nothing else. Nobody sets up or removes a proof.',
    frozen:
      'Nobody resets, unlocks, changes a password or sets up a proof. Whatever was begun ends, and everybody is signed out.',
  },
  since: 'Distrust what was set up since',
  sinceText:
    'Proofs, telephone numbers and mail addresses that are newer prove nothing. Leave it empty to trust everything. At the server, keyturn lockdown report says how many people this leaves without a way.',
  badSince: 'Write a day and a time that have passed.',
  goOn: 'Go on',
  back: 'Back, and change nothing',
  prove: 'Prove that it is you',
  proveText: (what: string) =>
    `This proof says: ${what}. It says nothing else. An app needs a code that you have not used yet.`,
  noWay: 'You have no proof that counts here. It has to be an app, a passkey or a card of your own.',
  said: {
    held: 'It is closed now, for a short time. A second person has to say the same.',
    asked: 'That is noted. A second person has to say the same.',
    done: 'Two people have said it. It holds now.',
    'as-it-is': 'It is like that already.',
    'yours-already': 'You have said that already. The second one has to be somebody else.',
    'no-passes': 'Access passes are not switched on, so nobody could come through.',
    'in-the-future': 'That time is still to come. Nothing was changed.',
    'factor-distrusted':
      'The proof that you used is newer than that time. Nothing was changed: you could not take it back afterwards.',
    withdrawn: 'What you wanted is taken back. What you closed alone stays closed for its short time.',
    'not-withdrawn': 'There was nothing to take back.',
  },
}
