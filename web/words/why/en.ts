/** What keeps somebody from logging on, and what to do about it. */
export const enWhy = {
  home: 'I do not know why I cannot log on',
  homeText: 'Prove that it is you, and read what the company directory says.',
  who: 'Who cannot log on?',
  proveAs: (name: string) => `You ask why ${name} cannot log on.`,
  title: 'This keeps you from logging on',
  besides: 'Besides',
  unlock: 'Unlock it now',
  reset: 'Choose a new password',
  change: 'I know my present password and change it',
  done: 'Done',
  disabled: {
    title: 'Your account is switched off',
    text: 'No password helps while it is. Only the help desk can have it switched on again.',
  },
  expired: {
    title: 'Your account has reached its end date',
    text: 'It was made for a limited time. Only the help desk can have that prolonged.',
  },
  locked: {
    title: 'Your account is locked',
    text: 'There were too many wrong passwords, perhaps from a phone or another computer that keeps an old one.',
  },
  'must-change': {
    title: 'Your password must be changed first',
    text: 'Until then you get in nowhere with it, and not every log-on screen lets you change it. Here you can.',
  },
  'password-expired': {
    title: 'Your password has expired',
    text: 'You get in nowhere with it, and not every log-on screen lets you change it. Here you can.',
  },
  'smart-card': {
    title: 'You log on with your smart card only',
    text: 'Your account takes no password at a computer. Put your card into the reader. Without it, ask for help.',
  },
  hours: {
    title: 'You may not log on at this time',
    until: (when: string) => `Your company allows you certain hours. The next ones begin on ${when}.`,
    never: 'At present your company allows you no hour at all.',
  },
  computers: {
    title: (here: string) => `You may not log on at ${here}`,
    titleUnknown: 'You may log on at certain computers only',
    text: (names: string) => `Your company allows you these: ${names}. Go to one of them.`,
  },
  stale: {
    title: (device: string) => `${device} still has an older password of yours`,
    text: 'Without the company network it takes only that one. Connect it and log on with your present password; or choose a new password at its log-on screen.',
    here: 'Without the company network it takes only that one. Choose a new password now, and it learns it.',
  },
  'not-kept': {
    title: (device: string) => `${device} does not know you yet`,
    text: 'It lets you in only with the company network. Connect it, and log on there once.',
  },
  none: {
    title: 'Your account is in order',
    text: 'The company directory lets you log on. So it is what was typed, or the computer.',
    says: 'What does its screen say?',
    wrong: 'Wrong password: look at Caps Lock and the language of the keyboard, and type it once more.',
    away: 'No network or no domain: connect it to the company network. Away from it, a computer takes only the password of your last log-on there.',
    forgotten: 'You are not sure of the password: choose a new one.',
  },
}
