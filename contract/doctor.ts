import { z } from 'zod'
import { instant } from './common.ts'

/** Everything `keyturn doctor` looks at, in its order. Ids are for monitoring: they stay; new ones are added. */
export const doctorChecks = {
  'machine.clock': 'what time this machine believes it is',
  'machine.disk': 'free space where the state directory is',
  'machine.secrets': 'who may read keys and passwords in files',
  'portal.certificate': 'the certificate that people’s browsers see',
  'server.running': 'whether “keyturn serve” answers on this machine',
  'database.answers': 'PostgreSQL',
  'audit.folder': 'whether the audit log’s own files can be written',
  'audit.checkpoint': 'the newest signed checkpoint of the audit log',
  'breached.age': 'how old the list of breached passwords is',
  'mail.server': 'connection, TLS and log-on at the mail server',
  'mail.sent': 'a mail to an address that you gave',
  'dns.srv': 'the SRV record that names the domain controllers',
  'dc.address': 'whether each DC’s name has an address',
  'dc.ping': 'the LDAP ping by UDP, which finds the nearest DC',
  'dc.certificate': 'LDAPS: who signed, for which name, until when',
  'dc.clock': 'the difference between the DC’s clock and ours',
  'dc.latency': 'how long a connection and a question take',
  'dc.controls': 'what the DC can do, and how history is enforced there',
  'domain.writable': 'a DC that takes writes',
  'account.log-on': 'whether the service account is let in',
  'account.state': 'whether it is disabled, locked or about to end',
  'account.password': 'how old its password is and when it expires',
  'account.groups': 'whether it is in a group that has power over the domain',
  'people.places': 'the OUs where people are',
  'people.outside': 'people in none of them',
  'right.read-attributes': 'reading what factors and pages need of a person',
  'right.read-resultant-pso': 'reading which PSO holds for a person',
  'right.reset-password': 'setting a forgotten password',
  'right.change-password': 'changing a known one',
  'right.write-pwd-last-set': 'the first half of a reset in two steps, and “must change”',
  'right.write-lockout-time': 'unlocking',
  'right.read-pso': 'reading password settings objects',
  'excess.people': 'more power over ordinary people than Keyturn needs',
  'excess.accounts': 'power over administrators’ accounts',
  'excess.groups': 'power over administrators’ groups',
  'excess.domain': 'power over the domain itself',
  'excess.dc-sync': 'reading everybody’s secrets by replication',
  'excess.template': 'power over AdminSDHolder, the template of administrators’ permissions',
  'excess.domain-controllers': 'power over domain controllers',
  'replication.neighbours': 'whether DCs hand changes to each other',
} as const
export type DoctorCheck = keyof typeof doctorChecks

/** `unknown`: it could not be seen; the sentence says why. */
export const findingState = z.enum(['ok', 'warn', 'fail', 'unknown'])
export type FindingState = z.infer<typeof findingState>

/** One line for a shell of an administrator: on Windows (cmd.exe or PowerShell), or as root on a Samba DC. */
export const doctorCommand = z.strictObject({ on: z.enum(['windows', 'samba']), line: z.string() })
export type DoctorCommand = z.infer<typeof doctorCommand>

export const finding = z.strictObject({
  id: z.enum(Object.keys(doctorChecks) as [DoctorCheck, ...DoctorCheck[]]),
  state: findingState,
  /** What was looked at: a domain, a DC, an OU, a file. */
  of: z.string(),
  says: z.string(),
  /** What to do; null: nothing. */
  advice: z.string().nullable(),
  commands: z.array(doctorCommand),
})
export type Finding = z.infer<typeof finding>

/** What `keyturn doctor --json` prints. `format` grows when a field goes or means something else, not when one comes. */
export const doctorReport = z.strictObject({
  format: z.literal(1),
  at: instant,
  config: z.string(),
  status: z.enum(['ok', 'warn', 'fail']),
  findings: z.array(finding),
})
export type DoctorReport = z.infer<typeof doctorReport>
