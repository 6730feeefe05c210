/** What is said about the new password, in resets and in changes. */
export const enPassword = {
  title: 'Choose a new password',
  titleInterrupted: 'Your old password no longer works; choose a new one now',
  interrupted:
    'Setting your last choice stopped half way. Until you choose a new password here, you cannot log on anywhere.',
  hello: (name: string) => `Hello ${name}.`,
  locked: 'Your account is locked. The new password unlocks it too.',
  learns: (device: string) => `${device} will learn this password.`,
  learnsText: 'If that is not the computer in front of you, stop.',
  advice: 'Long is better than complicated: a whole sentence with spaces is welcome, and so is pasting.',
  label: 'New password',
  oldLabel: 'Current password',
  currentHint: 'The one that you use now.',
  show: 'Show',
  hide: 'Hide',
  showLong: 'Show the password',
  hideLong: 'Hide the password',
  empty: 'Type a new password.',
  emptyOld: 'Type your current password.',
  notYet: 'One of the rules is not met yet. See the list below.',
  rules: 'The password must',
  rule: {
    'too-short': (minLength: number) => `have at least ${minLength} characters`,
    'too-long': () => 'not have more than 256 characters',
    'too-simple': () =>
      'mix at least three kinds: capital letters, small letters, digits, signs, other alphabets',
    'contains-name': () => 'not contain your name',
    'unsupported-character': () => 'not contain a character that cannot be typed',
  },
  met: 'met',
  unmet: 'not yet',
  metCount: (met: number, all: number) => `${met} of ${all} rules met`,
  onlyDc: 'Checked when you send it',
  history: (n: number) => `It must not be one of your last ${n} passwords.`,
  minAge: (days: number) =>
    days === 1
      ? 'A password that is younger than one day may not be changed.'
      : `A password that is younger than ${days} days may not be changed.`,
  maxAge: (days: number) => `It is good for ${days} days.`,
  livesLonger: (atLeast: number, days: number) =>
    `From ${atLeast} characters on a password is good for ${days} days.`,
  livesThis: (days: number) => `This one is good for ${days} days.`,
  livesForEver: 'This one is good until you change it.',
  ruleOwn:
    'contain neither your name in another spelling nor your address, department, company or a number of yours',
  ruleBanned: 'not consist of words that everybody tries first',
  ruleStrength: (least: string) => `be at least ${least} to guess`,
  strength: 'How hard it is to guess',
  strengths: {
    'very-weak': 'very easy',
    weak: 'easy',
    fair: 'fairly hard',
    good: 'hard',
    strong: 'very hard',
  },
  judging: 'Looking …',
  notJudged: 'Not known right now. It is checked when you send it.',
  suggest: 'Suggest one',
  suggestAgain: 'Suggest another one',
  suggested: 'Suggested:',
  suggestedHow: (bits: number) =>
    `Chosen by lot, in one of 2 to the power of ${bits} ways. It is not stored anywhere: remember it, or keep it in a password safe.`,
  problems: 'This password was not taken',
  problemsText: 'Nothing was changed.',
  next: 'Set the new password',
  cancel: 'Stop, change nothing',
}
