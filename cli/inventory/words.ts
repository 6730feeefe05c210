import type { HygieneFinding } from '@keyturn/contract'

/** What it is, why an attacker would use it, and what to do. */
export const findingWords: Readonly<
  Record<HygieneFinding, { readonly what: string; readonly why: string; readonly todo: string }>
> = {
  'reversible-encryption': {
    what: 'passwords kept so that they can be read back',
    why: 'whoever copies the database has them in the clear',
    todo: 'take the flag away, then set a new password: until then the old one stays readable',
  },
  'des-or-rc4-only': {
    what: 'tickets by DES or RC4 only',
    why: 'a ticket that anybody may ask for is guessed against at great speed',
    todo: 'set msDS-SupportedEncryptionTypes to 24 (AES), then a new password, so that there are AES keys',
  },
  'no-pre-authentication': {
    what: 'Kerberos without pre-authentication',
    why: 'a stranger without any password gets an answer to guess against (AS-REP roasting)',
    todo: 'take the flag away, and set a long new password',
  },
  'password-not-required': {
    what: 'an empty password is allowed',
    why: 'rules of length do not hold for it: it may have none at all',
    todo: 'take PASSWD_NOTREQD away, and set a new password',
  },
  'privileged-synchronised': {
    what: 'administrators that are synchronised to the cloud',
    why: 'whoever has the one has the other',
    todo: 'give the cloud administrators of its own, and leave these out of Entra Connect',
  },
  'privileged-stale': {
    what: 'administrators who did not log on for 90 days, or never',
    why: 'nobody notices that somebody else does',
    todo: 'disable them, and delete them when nobody missed them',
  },
  'privileged-service-principal': {
    what: 'administrators with a service principal name',
    why: 'every account of the domain may ask for a ticket, and guess the password from it (Kerberoasting)',
    todo: 'run the service as a gMSA without these rights, and take the name from the administrator',
  },
  'privileged-never-expires': {
    what: 'administrators whose password never expires',
    why: 'what was stolen once serves for ever',
    todo: 'let it expire, but for the one account that is locked away for emergencies',
  },
  'krbtgt-old': {
    what: 'a krbtgt key older than 180 days',
    why: 'whoever had it once makes tickets for anybody until it was changed twice (golden ticket)',
    todo: 'change it twice, with a ticket life between: docs/guide/campaigns.md',
  },
  'unconstrained-delegation': {
    what: 'unconstrained delegation outside domain controllers',
    why: 'it keeps the tickets of everybody who comes by, and a domain controller can be made to come by',
    todo: 'use constrained delegation, and mark administrators as sensitive',
  },
  'admin-count-orphan': {
    what: 'marked by AdminSDHolder, and in no protected group any more',
    why: 'its permissions inherit nothing: what was delegated on it long ago is still there',
    todo: 'clear adminCount, and let its permissions inherit again',
  },
}
