import type { Words } from './words.ts'

export const en: Words = {
  notices: {
    'password-reset': {
      subject: 'Your password was reset',
      happened: 'The forgotten password of your account was replaced with a new one.',
    },
    'password-changed': {
      subject: 'Your password was changed',
      happened: 'The password of your account was changed by somebody who knew the old one.',
    },
    'account-unlocked': {
      subject: 'Your account was unlocked',
      happened:
        'Your account was locked after too many wrong passwords, and was unlocked. The password is the same.',
    },
    'reset-interrupted': {
      subject: 'The reset of your password was not finished',
      happened:
        'A reset of your password was begun and not finished. Your old password no longer works: reset it again and choose a new one.',
    },
    'factor-enrolled': {
      subject: 'A way to prove who you are was added',
      happened:
        'A new way to prove who you are was added to your account. It can be used to reset your password. Sign in to the portal to see which one.',
    },
    'factor-removed': {
      subject: 'A way to prove who you are was removed',
      happened:
        'A way to prove who you are, or your recovery codes, were removed from your account. Sign in to the portal to see what is left.',
    },
    'password-expires': {
      subject: 'Your password expires soon',
      happened:
        'The password of your account expires soon. Change it before, and it will not stop you at any log-on.',
    },
    'enrol-please': {
      subject: 'Set up how you prove who you are',
      happened:
        'If you forgot your password today, you could not help yourself: you have not set up enough to prove that it is you.',
    },
    'campaign-before': {
      subject: 'You will need a new password soon',
      happened:
        'After a security incident, everybody in your company gets a new password, one after the other.',
    },
    'campaign-at': {
      subject: 'You need a new password now',
      happened:
        'After a security incident, everybody in your company gets a new password. Today is your turn.',
    },
    'campaign-after': {
      subject: 'You still need a new password',
      happened:
        'After a security incident, everybody in your company gets a new password. Your turn has been, and you do not have one yet.',
    },
    'service-account-due': {
      subject: 'A service account of yours needs a new password',
      happened:
        'After an incident every password is changed, also those that services run with. You are named as the owner of the account below. Nothing was changed yet.',
    },
    'recovery-codes-issued': {
      subject: 'New recovery codes were made',
      happened: 'New recovery codes were made for your account. Earlier ones no longer work.',
    },
    'approval-asked': {
      subject: 'Somebody asks you to confirm who it is',
      happened:
        'Somebody says to be the person below, without the password, and asks you to confirm it. Sign in to the portal as you always do and show who you are: the request stands there for an hour.',
    },
    'approval-given': {
      subject: 'Somebody confirmed that it is you',
      happened:
        'Somebody was asked whether it is you, and confirmed it. This counts as a proof of who you are.',
    },
    'approval-refused': {
      subject: 'Somebody did not confirm that it is you',
      happened: 'Somebody was asked whether it is you, and did not confirm it.',
    },
    'access-pass-issued': {
      subject: 'An access pass was issued for you',
      happened:
        'The help desk issued an access pass for your account. Whoever has it can reset your password as long as it holds.',
    },
  },
  expires: (day, days) =>
    days === 0
      ? `It expires today, ${day}.`
      : `It expires on ${day}: ${days === 1 ? 'tomorrow' : `in ${days} days`}.`,
  changeHere: (page) =>
    `Change it at your computer as usual, or here: ${page}\nType this address yourself if you are not sure that this mail is genuine.`,
  serviceAccount: 'Account',
  serviceRuns: 'Known to run as',
  serviceUntil: (day) => `It is to be done by ${day}.`,
  serviceHow: (helpDesk) =>
    `1. Find every place where the service keeps its password: services, scheduled tasks, connection strings, keytabs.\n2. Agree on a time with the administrators, and fetch the new password from them in person. Nobody sends it by mail or telephone.\n3. Enter it everywhere, start the service again, and tell them that it runs.\nIf you do not know this account, or if you are not sure that this mail is genuine, call: ${helpDesk}`,
  greeting: (name) => `Hello ${name},`,
  when: 'When',
  from: 'From the address',
  atComputer: 'At the computer',
  who: 'Who',
  number: 'Number',
  ifUnsure: (helpDesk) =>
    `Speak to her, in person or by telephone, before you confirm anything, and compare the number. If she did not ask, or you cannot reach her, refuse, and call: ${helpDesk}`,
  code: {
    subject: 'Your code',
    codeIs: (minutes) =>
      `Somebody, we hope you, wants to show that an account or this mailbox is yours. The code holds for ${minutes} minutes and for this once:`,
    doNotTell: (helpDesk) =>
      `If you asked for it, type it there and tell it to nobody, not even to the help desk. If you did not, do not use it and do not pass it on: without it nothing happens. If it happens again, call: ${helpDesk}`,
  },
  campaign: {
    before: {
      'must-change': (day) =>
        `Your turn is on ${day}. From that day on your computer asks you for a new password when you log on. Think of one that you have never used.`,
      'random-reset': (day, page) =>
        `Your turn is on ${day}. From that day on your present password no longer works. Then choose a new one: open ${page} and choose “I forgot my password”.`,
    },
    at: {
      'must-change': () =>
        'When you next log on at your computer, it asks you for a new password. Do it today: log off, and log on again.',
      'random-reset': (page) =>
        `Your old password no longer works. Open ${page} and choose “I forgot my password”: that takes two minutes.`,
    },
    after: (day) => `You have time until the end of ${day}.`,
    afterwards: {
      disable: 'After that your account is disabled, and only your administrators can enable it again.',
      'random-reset':
        'After that your old password no longer works, and you need a proof of who you are, or the help desk, to get a new one.',
    },
    enrol: (page) =>
      `You have not set up enough to prove that it is you. Do it before that day, or only the help desk can help you: open ${page} and sign in with your present password.`,
    unsure: (helpDesk) =>
      `Type these addresses yourself: nobody needs you to follow a link. If you are not sure that this mail is genuine, or you need help, call: ${helpDesk}`,
    closed: {
      before: (day) =>
        `Your turn is on ${day}. From that day on your present password no longer works. Helping yourself in the portal is closed until the incident is over. You get a new password with a pass that is handed to you in person: have your identity card with you.`,
      at: 'Your old password no longer works. Helping yourself in the portal is closed until the incident is over. You get a new password with a pass that is handed to you in person, by your company or by the help desk: have your identity card with you. Nobody gives you a pass by mail, message or telephone.',
      unsure: (helpDesk) =>
        `There is no link in this mail, and none that you need. If you are not sure that this mail is genuine, or you need help, do not answer: go to the help desk, or call the number that you know. It is: ${helpDesk}`,
    },
  },
  enrolUntil: (day) =>
    `Please do it until ${day}. After that day you are asked for it first whenever you sign in there.`,
  enrolHere: (page) =>
    `Open ${page} in your browser and sign in with your current password. It takes two minutes.`,
  notYou: (helpDesk) =>
    `If this was you, there is nothing to do. If it was not you, call at once: ${helpDesk}`,
  stop: (page, code) =>
    `You can also stop it yourself at once: open ${page} and type this code there: ${code}\nThen nobody can use or add a way to prove being you, until the help desk has looked at it.`,
  automatic:
    'This mail was sent by itself; answers are not read. Nobody will ever ask you for a password or a code by mail.',
}
