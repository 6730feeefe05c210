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
      happened: 'An authenticator app was added to your account. It can be used to reset your password.',
    },
    'factor-removed': {
      subject: 'A way to prove who you are was removed',
      happened: 'An authenticator app or your recovery codes were removed from your account.',
    },
    'recovery-codes-issued': {
      subject: 'New recovery codes were made',
      happened: 'New recovery codes were made for your account. Earlier ones no longer work.',
    },
    'access-pass-issued': {
      subject: 'An access pass was issued for you',
      happened:
        'The help desk issued an access pass for your account. Whoever has it can reset your password as long as it holds.',
    },
  },
  greeting: (name) => `Hello ${name},`,
  when: 'When',
  from: 'From the address',
  notYou: (helpDesk) =>
    `If this was you, there is nothing to do. If it was not you, call at once: ${helpDesk}`,
  automatic:
    'This mail was sent by itself; answers are not read. Nobody will ever ask you for a password or a code by mail.',
}
