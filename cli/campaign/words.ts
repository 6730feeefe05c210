import type { CampaignRefusal, CampaignWarning, TableLineWhy, UndecidedWhy } from '@keyturn/contract'

/** What stands in the way, and the way out of it. */
export const refusalWords: Readonly<Record<CampaignRefusal['code'], (subject: string) => string>> = {
  'scope-empty': (it) =>
    `"${it}" finds nobody: a part that finds nobody is a mistake more often than not; correct it or take it out`,
  'unit-unknown': (it) => `there is no ${it}, or the service account may not see it`,
  'group-unknown': (it) => `there is no group ${it}; write its sAMAccountName, DN or SID`,
  'filter-invalid': (it) => `${it} is not an LDAP filter (RFC 4515)`,
  'table-missing': (it) => `${it} is not beside the plan, or cannot be read`,
  'table-not-utf-8': (it) =>
    `${it} is not in UTF-8, so names with other letters than a to z would be wrong ones: in a spreadsheet save it as "CSV UTF-8", not as "CSV" or "Unicode Text"`,
  'table-without-accounts': (it) =>
    `${it} has no accounts: its first line names the columns, just one of them "account", and below it is a line for each account`,
  'table-broken': (it) =>
    `${it} has a quotation mark that is not closed, or a line that is far too long: correct it or save it anew`,
  'table-too-large': (it) => `${it} is larger than 16 MB or longer than 1,000,000 lines: split it`,
  'lines-refused': (it) =>
    `${it} has lines that were not taken: they are listed above; correct them or take them out`,
  'account-unknown': (it) => `there is no account ${it}`,
  'account-ambiguous': (it) => `several accounts answer to ${it}; write its user principal name or DN`,
  'contains-service-account': (it) =>
    `the scope contains ${it}, which Keyturn works with: it would lock itself out. Write it under "exclusions", and change its password by hand before the campaign`,
  'contains-operator': (it) =>
    `the scope contains ${it}, who is to run it. Write the account under "exclusions"; its owner changes the password first`,
  'contains-last-administrator': (it) =>
    `the scope contains every Domain Admin who can log on (${it}). Write one under "exclusions", change its password by hand now, and keep it where nobody was: somebody must be able to get in if all else fails`,
  'operators-same': (it) => `${it} are one account: two people approve`,
  't0-in-future': (it) => `T0 (${it}) has not been yet: no password could be younger`,
  'entra-not-configured': (it) =>
    `${it} goes by entra-flag, and this server has no "entra" section: configure it, or write another way for ${it} under "ways"`,
  'entra-elsewhere': (it) =>
    `${it} goes by entra-flag, and people sign in to Entra ID by the domain here (entra.signIn): it has no password to ask about. Write another way for ${it} under "ways"`,
  'falling-right-missing': (it) =>
    `the service account may not ${it}: a maximum age falls by a PSO and a group of the campaign's own. docs/guide/campaign-ways.md says how to delegate it; or choose another way`,
  'exclusion-expired': (it) => `the exclusion of ${it} is over: renew it or take it out`,
}

export const warningWords: Readonly<Record<CampaignWarning['code'], (subject: string) => string>> = {
  'rights-unread': () =>
    'the service account may not read the permissions of the domain head: who has power over the domain by delegation alone is not among the privileged',
  'head-open-to-all': () =>
    'the permissions of the domain head give everybody power over it: "keyturn doctor" says which; nobody is privileged by that here',
  'rule-matches-nobody': (it) => `the rule ${it} matches nobody`,
  'falling-not-reached': (it) =>
    `${it}: their passwords never expire, so a falling maximum age does not ask them. Take the flag away, or do them by hand`,
  'must-change-race': (it) =>
    `${it}: must-change lets in whoever comes first with the old password, who may not be its person. random-reset does not`,
  'falling-race': (it) =>
    `${it}: a password that expires is changed by whoever comes first with it, who may not be its person. random-reset does not let him in`,
  'entra-race': (it) =>
    `${it}: without a second factor entra-flag lets in whoever comes first with the old password, who may not be its person. "entra: { withMfa: true }" asks for one first`,
  'entra-keeps-sessions': (it) =>
    `${it}: "revokeSessions: false" leaves an attacker the sessions that he has in Entra ID, also after the new password`,
  'entra-writeback': (it) =>
    `${it}: in the domain the old password is good until the new one comes there. That needs password writeback in the tenant; without it everybody who changes in Entra ID has two passwords, and verification tells it. "keyturn entra check" says whether it is on`,
  'deadline-reaches-nobody': (it) =>
    `the deadline (${it}) reaches nobody: it is for people written by must-change, and "disable" for random-reset too`,
  'notices-off': (it) =>
    `no mails are sent: after ${it} others may read or write mail, and people would learn to trust theirs. Tell people by another way; "evenIfMailIsReadByOthers: true" sends them all the same`,
  'notices-read-by-others': (it) =>
    `mails are sent although others may read or write mail after ${it}: tell people by another way as well`,
  'notices-without-deadline': (it) => `${it}: there is no deadline before which they would be sent`,
  'deadline-needs-right': () =>
    'to disable accounts the service account needs a right that it has for nothing else: docs/guide/campaigns.md, "The deadline"',
}

export const undecidedWords: Readonly<Record<UndecidedWhy, string>> = {
  'no-rule': 'no rule says where they are: add one under "segments", at last "everyone: true"',
  'person-or-service':
    'the password never expires and there is no name: a person or a service? Say it under "segments"',
  'too-many-groups':
    'in more groups than a domain controller tells: say under "segments" that it is privileged, or lessen them',
  unreadable: 'the service account may not read what every account has',
}

export const lineWords: Readonly<Record<TableLineWhy, string>> = {
  columns: 'has more or fewer columns than the head: put what has a comma in quotation marks',
  formula:
    'begins like a formula, which a spreadsheet would run: write the account’s name and nothing before it',
  'no-name': 'is no name of an account: write sAMAccountName, DOMAIN\\name or user principal name',
  duplicate: 'is there already, perhaps by another name: take one of the two out',
  unknown: 'the directory does not know it: correct it, or take the line out',
  ambiguous: 'several accounts answer to it; write its user principal name',
}
