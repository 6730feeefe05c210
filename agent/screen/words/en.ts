import type { NotRefreshedWhy } from '@keyturn/contract'
import type { Refusal } from '../../statement-check.ts'
import type { Told } from '../screen.ts'
import { deeds as deedWords, orderRefusals, settingsRefusals } from './orders-en.ts'
import type { Prompts, Words } from './words.ts'

const whyNot: Readonly<Record<NotRefreshedWhy, string>> = {
  'no-way-to-dc':
    'this computer cannot reach your organisation’s network from here. Connect it to the office once.',
  'vpn-did-not-open':
    'the connection to your organisation’s network did not open. Check the internet access and try again.',
  'vpn-without-dc':
    'the connection opened, but no domain controller answered through it. Try again in a few minutes.',
  'dc-does-not-have-it-yet':
    'the domain controller near you has not heard of your new password yet. Try again in about fifteen minutes.',
  'kdc-not-proved':
    'the domain controller that answered by way of the server did not prove to be one of yours. Log on once with the office network, or call your help desk.',
  'clock-off':
    'this computer’s clock is wrong: by it nobody can prove to be your domain controller. Set date and time right and start again, or log on once with the office network.',
  'logon-refused':
    'the domain controller took the password but does not let you log on. Call your help desk.',
  'proof-failed': 'the check afterwards failed. Log on in the office, or call your help desk.',
  'not-cached-here':
    'this computer has no log-on of yours: you never logged on to it, or others who did later took its place. Log on once with the office network.',
  'caching-off': 'this computer does not keep log-ons for use without the office network.',
  'statement-refused':
    'the message from the server did not prove that it is meant for this computer. Call your help desk.',
  'wrong-response': 'three wrong answers were typed. Choose a new password with the new code.',
  'cache-not-understood':
    'this computer cannot learn a new password away from the office network. Log on there once.',
  interrupted: 'it was interrupted. Start again.',
}

/** For the help desk, of a message from the server that is not obeyed. */
const refusals: Readonly<Record<Refusal, string>> = {
  'not-signed-by-our-server': 'it is not signed by the server that this computer is enrolled with.',
  'not-a-statement': 'it is not in a form that this computer knows.',
  'for-another-device': 'it is for another computer.',
  'for-another-launch': 'it is for another reset than the one that was begun here.',
  'with-another-nonce': 'it answers another request than the one from here.',
  'outside-the-life-of-the-launch': 'it was signed before this reset was begun here, or after its time.',
  'for-somebody-unknown-here': 'it is for somebody whom this computer does not know.',
  'for-another-name': 'the name in it is not the one that this computer knows for that account.',
  'for-somebody-not-cached-here': 'it is for somebody who has no log-on at this computer.',
  'password-does-not-open': 'the password that came with it cannot be opened with this computer’s key.',
  'for-another-password': 'the password that came with it is not the one that it speaks of.',
  'used-before': 'it was obeyed once already.',
}

const causes: Readonly<Record<Exclude<Told['cause'], 'clock-off' | 'clock-odd'>, string>> = {
  'no-network':
    'This computer is in no network. Connect it, by cable or Wi-Fi. Without one it takes only the password that it knows from your last log-on.',
  captive:
    'There is a network, but something else answers in place of your organisation’s server, as in a hotel before you have agreed to its terms. Open that network’s page on another device, or use another network.',
  'server-away':
    'There is a network, but neither your organisation’s server nor a domain controller answers. Try another network, for example your phone’s.',
  'no-dc':
    'This computer is away from the office network: it takes only the password that it knows from your last log-on. If it was changed since, choose “Reset password” here.',
  'caching-off':
    'Away from the office this computer lets nobody log on: it keeps no log-ons. Connect it to the office network.',
  'nothing-here': 'Nothing at this computer is in the way.',
  works:
    'Your password is right, and you can log on now. Check Caps Lock and the keyboard’s language at the log-on screen.',
  'works-here':
    'This computer takes your password. You can log on now, also without the office network. Check Caps Lock and the keyboard’s language.',
  'old-password':
    'That is your old password: it was changed since. Use the new one, or choose “Reset password” here. Without the office network this computer still takes the old one.',
  wrong:
    'The directory does not take that name and password. Check Caps Lock and the keyboard’s language. If you are sure of both, choose “Unlock my account” here; else “Reset password”.',
  'wrong-or-newer':
    'This computer does not take that. The name or the password may be wrong, or changed elsewhere, or you never logged on at this computer: away from the office network it cannot know. Choose “Reset password” here, or connect it to that network.',
  refused:
    'Your organisation’s directory does not let you log on here, and does not say why. Call your help desk.',
  locked:
    'Your account is locked after too many wrong passwords, or switched off, or its time is over: this computer is not told which. Choose “Unlock my account” here; if that does not help, call your help desk.',
  disabled: 'Your account is switched off. Call your help desk: only an administrator can switch it on.',
  'account-expired':
    'Your account’s time is over. Call your help desk: only an administrator can prolong it.',
  'password-expired':
    'Your password has expired, or is only good for choosing a new one. Choose “Reset password” here.',
  'must-change': 'You have to choose a new password first. Choose “Reset password” here.',
  hours: 'Your account may not log on at this time of day. Try again in its hours, or call your help desk.',
  workstation: 'Your account may not log on at this computer. Use your own, or call your help desk.',
}

export const en: Words = {
  'go-to': ({ portal, until }, time) =>
    `To choose a new password, open\n\n  ${portal}\n\nThis computer waits until ${time(until)}.`,
  'server-away': () => 'The server cannot be reached. Trying again …',
  'nobody-cached': () =>
    'This computer keeps nobody’s log-on: nobody has logged on yet, or your organisation had it forgotten. Choose a new password in the portal on another device, then log on here once in the office.',
  tunnel: ({ state }) =>
    ({
      opening: 'Opening a connection to your organisation’s network, for as long as this takes …',
      open: 'The connection is open.',
      'not-open':
        'The connection to your organisation’s network did not open. Check the internet access and start again.',
      lost: 'The connection to your organisation’s network was lost, or this computer slept. Start again.',
      closed: 'The connection to your organisation’s network is closed.',
    })[state],
  'settings-refused': ({ why }) =>
    `What the server says about the connection to your organisation’s network is not obeyed. Tell your help desk: ${settingsRefusals[why]}`,
  'vpn-asks': ({ for: wanted }) =>
    ({
      name: 'Your user name for the connection to your organisation’s network:',
      password: 'Your password for that connection (it is not shown):',
    })[wanted],
  'password-arrived': ({ name }) => `${name} has a new password. Bringing this computer up to date …`,
  trying: ({ path }) =>
    ({
      direct: 'Looking for a domain controller …',
      vpn: 'Opening a connection to your organisation’s network …',
      'kdc-proxy': 'Asking a domain controller by way of the server …',
      'no-network': 'The answer fits. Bringing this computer up to date without a network …',
      proof: 'Checking that the new password works here without it …',
    })[path],
  'led-nowhere': ({ path, why }) =>
    ({
      'no-way-to-dc':
        path === 'kdc-proxy'
          ? 'No domain controller answered by way of the server.'
          : 'No domain controller is in reach from here.',
      'vpn-did-not-open': 'The connection to your organisation’s network did not open.',
      'vpn-without-dc': 'No domain controller answered through the connection.',
    })[why],
  refreshed: ({ name }) =>
    `Done. ${name} can log on to this computer with the new password, also away from the office.`,
  'not-refreshed': ({ why, detail }) =>
    `Your password was changed, but this computer still expects the old one: ${whyNot[why]}${detail === null ? '' : ` Tell them: ${refusals[detail]}`}`,
  ended: ({ why }) =>
    ({
      late: 'Nobody chose a new password in time. Start again.',
      refused: 'No new password was chosen.',
      fetched:
        'The answer of the server was lost on its way. Your password was changed, but this computer still expects the old one.',
      'not-cached-here': `This computer was not brought up to date: ${whyNot['not-cached-here']}`,
    })[why],
  'not-reported': () => 'The server could not be told yet. It will be at the next start.',
  challenge: ({ name, portal, code }) =>
    `This computer has no network, and can learn the new password of ${name} all the same.\n\n` +
    `1. On another device, for example a phone, open\n\n     ${portal}\n\n` +
    `   and type this code there, or point its camera at the picture below:\n\n     ${code}\n\n` +
    `2. Choose a new password there. The page then shows an answer.\n` +
    `3. Type the answer here, then the new password. There is time: this computer keeps the code.\n`,
  'incomplete-response': () => 'The answer has four groups of four letters and digits. Compare it.',
  'wrong-response': ({ left }) =>
    `The answer and the password do not fit together, or not this computer. ` +
    (left === 0 ? 'That was the third time.' : left === 1 ? 'One more try.' : `${left} more tries.`),
  'new-challenge': () =>
    'After three wrong answers there is a new code, for a new reset. The old one is void.',
  'challenge-kept': () => 'This computer keeps the code. Start “keyturn-agent reset” again to go on.',
  'unknown-here': ({ name }) => `${name} has never logged on to this computer, or under another name.`,
  'not-prepared': () =>
    'This computer was never prepared for a reset without a network: connect it to the internet or the office once.',
  'told-all': () => 'The server knows all that happened at this computer.',
  'one-moment': () => 'This computer is just learning something from the server. One moment …',
  'incident-done': ({ name, deeds }) =>
    `By order of the server, for ${name}: ${deeds
      .map(
        ({ deed, outcome, left }) => deedWords[deed][outcome] + (outcome === 'left' ? ` (${left} left)` : ''),
      )
      .join('; ')}.`,
  'order-refused': ({ why }) =>
    `An order of the server is not obeyed. Tell your help desk: ${orderRefusals[why]}`,
  logon: ({ logon: { name, state, takes, newest } }, time) =>
    ({
      current: `${name}: current. This computer knows the newest password (of ${time(newest)}).`,
      stale:
        `${name}: stale. The password was changed on ${time(newest)}; without the office network this computer still takes ` +
        `the one of ${time(takes)}. Log on once with the office network, or use "keyturn-agent reset".`,
      missing: `${name}: missing. This computer has no log-on of this person to answer without the office network.`,
      unknown:
        takes === null
          ? `${name}: unknown. This computer does not know how old the password is that it takes.`
          : `${name}: unknown. This computer takes the password of ${time(takes)}; the server does not say whether there is a newer one.`,
    })[state],
  'caching-off': () =>
    'Disabled: this computer does not keep log-ons for use without the office network (winbind offline logon).',
  'cache-policy': ({ policy: { caching, mostAccounts, expiresAfterDays }, now }) => {
    if (!caching) return 'This computer does not keep log-ons for use without the office network.'
    return [
      `This computer keeps log-ons for use without the office network; now there are ${now}.`,
      mostAccounts === null
        ? 'There is no limit to how many.'
        : `At most ${mostAccounts}: who logged on longest ago gives way.`,
      expiresAfterDays === null
        ? 'They do not expire.'
        : `They expire ${expiresAfterDays} days after the last log-on in that network.`,
    ].join(' ')
  },
  'policy-set': ({ key, outcome }) => {
    const what = {
      caching: 'Keeping log-ons',
      mostAccounts: 'How many',
      expiresAfterDays: 'When they expire',
    }[key]
    return `${what}: ${
      {
        set: 'set.',
        restart: 'set; it holds when winbind or SSSD is started anew.',
        unchanged: 'it was so already.',
        'not-offered': 'what keeps log-ons on this computer has no such setting.',
        overridden:
          'NOT set. Something else in its configuration says otherwise and wins; the file is as it was.',
        refused: 'NOT set. Its own check does not take the file with it; the file is as it was.',
        'not-understood': 'NOT set. It stands in the file over several lines; change it by hand.',
      }[outcome]
    }`
  },
  'nobody-called': ({ name }) => `Nobody here is called ${name}. Nothing was removed.`,
  'forget-these': ({ names }) =>
    `The log-ons that this computer keeps of ${names.join(', ')} will be removed: they can log on here only with the office ` +
    'network, until they did so once. Type "yes" to go on (or use --yes):',
  forgotten: ({ name, outcome }) =>
    ({
      gone: `${name}: removed.`,
      'was-not-there': `${name}: there was none.`,
      'still-there': `${name}: NOT removed. The cache could not be written; try again.`,
    })[outcome],
  resource: ({ name, answers }) =>
    answers
      ? `  ✓ ${name} answers.`
      : `  ✗ ${name} does not answer yet. If it stays like this, call your help desk.`,
  looking: () => 'One moment …',
  told: ({ told }, time) => {
    if (told.cause === 'clock-off')
      return `This computer’s clock is wrong by about ${told.minutes} minutes: then no domain controller believes it. Set it right, or call your help desk.`
    if (told.cause === 'clock-odd')
      return `This computer’s clock says ${time(told.now)}. If that is wrong, set it right: nothing here believes it else. If it is right, call your help desk: the certificate of your organisation’s server is not valid.`
    return causes[told.cause]
  },
  relaying: ({ port, server }) => `Kerberos on 127.0.0.1:${port} goes to ${server}.`,
  enrolled: ({ server, portal }) =>
    `This computer is enrolled at ${server}. People reset their passwords at ${portal}.`,
}

export const enPrompts: Prompts = {
  who: 'Your user name',
  response: 'The answer that the portal shows',
  password: 'The new password, which is not shown here',
  'usual-password': 'Your password, as you would log on with it (not shown here)',
}
