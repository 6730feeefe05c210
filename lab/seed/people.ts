/**
 * The characters of the lab: each stands for a case that Keyturn has to get right. Their passwords are known
 * and worth nothing outside. `crowd.ts` adds the people without a story.
 */
export interface Person {
  readonly sAMAccountName: string
  readonly givenName: string
  readonly sn: string
  /** Default: given name and surname. */
  readonly displayName?: string
  readonly site: SiteName
  readonly department: string
  /** Default: sAMAccountName@corp.example. */
  readonly mail?: string
  readonly mobile?: string
  /** Default: the lab's everyday password. */
  readonly password?: string
  readonly groups?: readonly string[]
  readonly state?: PersonState
  /** The case this one stands for. */
  readonly story?: string
}

export type SiteName = 'Berlin' | 'Zürich' | 'Kraków' | 'Lisboa'
export const siteNames: readonly SiteName[] = ['Berlin', 'Zürich', 'Kraków', 'Lisboa']

export type PersonState =
  | 'normal'
  | 'password-expired'
  | 'must-change'
  | 'locked'
  | 'disabled'
  | 'never-expires'
  | 'account-expired'
  | 'protected'

/** Of everybody who has none of their own. Long enough for the Finance group's stricter policy. */
export const everydayPassword = 'Blue-Harbour-72-Lamp'

export const characters: readonly Person[] = [
  {
    sAMAccountName: 'alice',
    givenName: 'Alice',
    sn: 'Becker',
    site: 'Berlin',
    department: 'Sales',
    password: 'Amber-Kettle-41',
    groups: ['VPN Users'],
    story: 'works away from the office on laptop1, and forgets her password',
  },
  {
    sAMAccountName: 'bob',
    givenName: 'Bob',
    sn: 'Lindner',
    site: 'Berlin',
    department: 'Sales',
    password: 'Bronze-Anchor-58',
    groups: ['VPN Users'],
    story: 'works away from the office on laptop2, without Keyturn',
  },
  {
    sAMAccountName: 'carol',
    givenName: 'Carol',
    sn: 'Okafor',
    site: 'Berlin',
    department: 'IT',
    password: 'Copper-Violin-63',
    groups: ['Help Desk'],
    story: 'answers the phone of the help desk',
  },
  {
    sAMAccountName: 'dora',
    givenName: 'Dora',
    sn: 'Rossi',
    site: 'Zürich',
    department: 'Accounting',
    password: 'Dusty-Compass-9-Rivers',
    story: 'has a stricter password policy (PSO), by a group inside the group Finance',
  },
  {
    sAMAccountName: 'erik',
    givenName: 'Erik',
    sn: 'Nilsen',
    site: 'Kraków',
    department: 'Support',
    password: 'Early-Lantern-27',
    state: 'password-expired',
    story: 'was on leave while the password expired',
  },
  {
    sAMAccountName: 'mona',
    givenName: 'Mona',
    sn: 'Haddad',
    site: 'Lisboa',
    department: 'Support',
    password: 'Mellow-Garden-35',
    state: 'must-change',
    story: 'has to change the password at the next log-on',
  },
  {
    sAMAccountName: 'louis',
    givenName: 'Louis',
    sn: 'Martin',
    site: 'Zürich',
    department: 'Legal',
    password: 'Lively-Pebble-84',
    state: 'locked',
    story: 'has tried too often and is locked out',
  },
  {
    sAMAccountName: 'dina',
    givenName: 'Dina',
    sn: 'Sousa',
    site: 'Lisboa',
    department: 'Legal',
    password: 'Distant-Meadow-12',
    state: 'disabled',
    story: 'has left the company',
  },
  {
    sAMAccountName: 'tom',
    givenName: 'Tom',
    sn: 'Baker',
    site: 'Berlin',
    department: 'Operations',
    password: 'Timber-Canyon-46',
    state: 'account-expired',
    story: 'had a contract that has ended: the account itself is expired',
  },
  {
    sAMAccountName: 'nora',
    givenName: 'Nora',
    sn: 'Kowalska',
    site: 'Kraków',
    department: 'Operations',
    password: 'Northern-Bridge-91',
    state: 'never-expires',
    story: 'has a password that never expires',
  },
  {
    sAMAccountName: 'ada',
    givenName: 'Ada',
    sn: 'Winter',
    site: 'Berlin',
    department: 'IT',
    password: 'Arctic-Falcon-77-Gate',
    groups: ['Domain Admins'],
    state: 'protected',
    story: 'is a domain administrator, whom nobody may reset from a web page',
  },
  {
    sAMAccountName: 'zoe',
    givenName: 'Zoë',
    sn: 'Müller',
    site: 'Zürich',
    department: 'Sales',
    password: 'Zoë-Müller-grüßt-5',
    story: 'has a name and a password beyond ASCII',
  },
  {
    sAMAccountName: 'lukasz',
    givenName: 'Łukasz',
    sn: 'Wójcik',
    site: 'Kraków',
    department: 'Engineering',
    story: 'has a name that no single-byte code page of the West holds',
  },
  {
    sAMAccountName: 'tanaka',
    givenName: '太郎',
    sn: '田中',
    displayName: '田中 太郎',
    site: 'Lisboa',
    department: 'Engineering',
    story: 'has a name without one Latin letter',
  },
  {
    sAMAccountName: 'pat.kim',
    givenName: 'Pat',
    sn: 'Kim',
    displayName: 'Pat Kim (Sales)',
    mail: 'pat.kim@corp.example',
    site: 'Berlin',
    department: 'Sales',
    story: 'shares a mail address with pat.kim2: an address that names two people',
  },
  {
    sAMAccountName: 'pat.kim2',
    givenName: 'Pat',
    sn: 'Kim',
    displayName: 'Pat Kim (Legal)',
    mail: 'pat.kim@corp.example',
    site: 'Zürich',
    department: 'Legal',
    story: 'shares a mail address with pat.kim',
  },
  {
    sAMAccountName: "o'brien(jr)",
    givenName: 'Smith (Jr*)\\, ',
    sn: "O'Brien",
    displayName: "Smith (Jr*)\\, O'Brien",
    mail: 'smith.obrien@corp.example',
    site: 'Lisboa',
    department: 'Engineering',
    story: 'has a name full of LDAP filter and DN metacharacters',
  },
  {
    sAMAccountName: 'mute',
    givenName: 'Max',
    sn: 'Stumm',
    mail: '',
    mobile: '',
    site: 'Berlin',
    department: 'Operations',
    story: 'has neither mail address nor telephone',
  },
]
