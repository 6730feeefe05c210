import type { NotRefreshedWhy } from '@keyturn/contract'
import type { Words } from './words.ts'

const whyNot: Readonly<Record<NotRefreshedWhy, string>> = {
  'no-way-to-dc':
    'this computer cannot reach your organisation’s network from here. Connect it to the office once.',
  'vpn-did-not-open':
    'the connection to your organisation’s network did not open. Check the internet access and try again.',
  'vpn-without-dc':
    'the connection opened, but no domain controller answered through it. Try again in a few minutes.',
  'dc-does-not-have-it-yet':
    'the domain controller near you has not heard of your new password yet. Try again in about fifteen minutes.',
  'logon-refused':
    'the domain controller took the password but does not let you log on. Call your help desk.',
  'proof-failed': 'the check afterwards failed. Log on in the office, or call your help desk.',
  'not-cached-here': 'you have never logged on to this computer. The first log-on needs the office network.',
  'caching-off': 'this computer does not keep log-ons for use without the office network.',
  'statement-refused':
    'the message from the server did not prove that it is meant for this computer. Call your help desk.',
  interrupted: 'it was interrupted. Start again.',
}

export const en: Words = {
  'go-to': ({ portal, until }, time) =>
    `To choose a new password, open\n\n  ${portal}\n\nThis computer waits until ${time(until)}.`,
  'server-away': () => 'The server cannot be reached. Trying again …',
  'nobody-cached': () => 'Nobody has logged on to this computer yet: there is nothing to bring up to date.',
  'password-arrived': ({ name }) => `${name} has a new password. Bringing this computer up to date …`,
  trying: ({ path }) =>
    ({
      direct: 'Looking for a domain controller …',
      vpn: 'Opening a connection to your organisation’s network …',
      proof: 'Checking that the new password works here without it …',
    })[path],
  refreshed: ({ name }) =>
    `Done. ${name} can log on to this computer with the new password, also away from the office.`,
  'not-refreshed': ({ why, detail }) =>
    `Your password was changed, but this computer still expects the old one: ${whyNot[why]}${detail === null ? '' : ` (${detail})`}`,
  ended: ({ why }) =>
    ({
      late: 'Nobody chose a new password in time. Start again.',
      refused: 'No new password was chosen.',
      fetched:
        'The answer of the server was lost on its way. Your password was changed, but this computer still expects the old one.',
      'not-cached-here': `This computer was not brought up to date: ${whyNot['not-cached-here']}`,
    })[why],
  'not-reported': () => 'The server could not be told yet. It will be at the next start.',
  logon: ({ logon: { name, state, takes, newest } }, time) =>
    ({
      current: `${name}: current. This computer knows the newest password (of ${time(newest)}).`,
      stale:
        `${name}: stale. The password was changed on ${time(newest)}; without the office network this computer still takes ` +
        `the one of ${time(takes)}. Log on once with the office network, or use "keyturn-agent reset".`,
      missing: `${name}: missing. This computer has no log-on of this person to answer without the office network.`,
      unknown: `${name}: unknown. This computer takes the password of ${time(takes)}; the server does not say whether there is a newer one.`,
    })[state],
  'caching-off': () =>
    'Disabled: this computer does not keep log-ons for use without the office network (winbind offline logon).',
  relaying: ({ port, server }) => `Kerberos on 127.0.0.1:${port} goes to ${server}.`,
  enrolled: ({ server, portal }) =>
    `This computer is enrolled at ${server}. People reset their passwords at ${portal}.`,
}
