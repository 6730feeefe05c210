/** `keyturn entra …`: what this server may do in Entra ID, and a pass for somebody who has nothing else left there. */
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import type { EntraChecked, EntraPass } from '@keyturn/contract'
import { localApi } from '../local-api.ts'
import type { Output } from '../output.ts'

export const entraUsage = `keyturn entra check                         what this server's app may do in Entra ID, and what is missing
keyturn entra pass ACCOUNT [--minutes N] [--by NAME]
                                            a temporary access pass for her, shown once`

/** @returns 0: all is well; 1: something is missing, or no pass was made; 2: it was called wrongly. */
export async function entra(argv: readonly string[], socketPath: string, output: Output): Promise<number> {
  const options = { minutes: { type: 'string' }, by: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const [what, account, ...more] = positionals
  const api = localApi(socketPath)
  if (what === 'check' && account === undefined) {
    const checked = await api.call('admin.entra-check')
    if (!checked.configured) {
      output.err('not ok: this server has no "entra" section in its configuration; it asks nobody outside')
      return 1
    }
    for (const line of checkLines(checked)) output.out(line)
    return isWell(checked) ? 0 : 1
  }
  const minutes = Number(values.minutes ?? 60)
  if (what !== 'pass' || account === undefined || more.length > 0 || !Number.isInteger(minutes)) {
    output.out(entraUsage)
    return 2
  }
  const body = { account, minutes, by: values.by ?? userInfo().username }
  const made = await api.call('admin.entra-pass', { body })
  for (const line of passLines(made)) (made.made ? output.out : output.err)(line)
  return made.made ? 0 : 1
}

const purposes: Readonly<Record<EntraChecked['may'][number]['purpose'], string>> = {
  read: 'to find users and read when their passwords were changed',
  flag: 'to ask for a new password at the next sign-in (and the role User Administrator)',
  revoke: 'to end sessions',
  pass: 'to make temporary access passes; only for "keyturn entra pass"',
  features: 'to see how the tenant is synchronised; only for this check',
}
/** Without them `entra-flag` does nothing, or half of it. */
const needed: ReadonlySet<string> = new Set(['read', 'flag', 'revoke'])

function isWell({ noToken, noUsers, may, signIn }: EntraChecked): boolean {
  const isMissing = may.some(({ purpose, granted }) => granted === false && needed.has(purpose))
  return noToken === null && noUsers === null && !isMissing && signIn === 'password-hash-sync'
}

/** Pure. */
export function checkLines(checked: EntraChecked): readonly string[] {
  const { tenant, clientId, certificateEnds, noToken, noUsers, may, features } = checked
  const about = `tenant ${tenant}, app ${clientId}`
  if (noToken !== null) return [`not ok: ${about}: ${noToken}`]
  return [
    `ok: ${about} gets a token`,
    ...(certificateEnds === null
      ? ['   by a secret: whoever reads it is the app; a certificate is better']
      : [`   by a certificate until ${certificateEnds.slice(0, 10)}`]),
    noUsers === null ? 'ok: users can be read' : `not ok: users cannot be read: ${noUsers}`,
    ...may.map(
      ({ purpose, permission, granted }) => `${markOf(purpose, granted)} ${permission}: ${purposes[purpose]}`,
    ),
    ...signInLines(checked),
    ...(features === null
      ? ['?  whether passwords are written back to the domain cannot be read']
      : [
          `${features.passwordHashSync ? 'ok' : 'not ok'}: password hash synchronisation is ${onOff(features.passwordHashSync)}`,
          `${features.writeback ? 'ok' : 'not ok'}: password writeback is ${onOff(features.writeback)}${features.writeback ? '' : ': who changes in Entra ID keeps the old password in the domain'}`,
          `   must-change of the domain is ${features.forceChange ? '' : 'not '}taken over (ForcePasswordChangeOnLogOn)`,
        ]),
  ]
}

const onOff = (is: boolean) => (is ? 'on' : 'off')

function markOf(purpose: string, granted: boolean | null): string {
  if (granted === null) return '?      '
  if (granted) return 'ok:    '
  return needed.has(purpose) ? 'not ok:' : '-      '
}

function signInLines({ signIn }: EntraChecked): readonly string[] {
  if (signIn === 'password-hash-sync') return []
  return [
    `not ok: entra.signIn is ${signIn}: people sign in by the domain, so entra-flag is refused and Entra ID's dates are not judged`,
  ]
}

const whyWords: Readonly<Record<Extract<EntraPass, { made: false }>['why'], string>> = {
  'not-configured': 'this server has no "entra" section in its configuration',
  'unknown-account': 'no account answers to that name, or several do',
  protected: 'this is a protected account: Keyturn makes nobody an administrator',
  absent: 'Entra ID has no user for this account',
  mismatch: 'somebody else in Entra ID has the anchor of this account: look at the synchronisation',
  refused: 'Entra ID refused',
  unavailable: 'Entra ID does not answer; none was made',
  unknown:
    'Entra ID did not answer: one may have been made that nobody has seen. It ends by itself, and with the next one that is made',
}

/** Pure. */
export function passLines(made: EntraPass): readonly string[] {
  if (!made.made) return [`no pass: ${whyWords[made.why]}${made.said === null ? '' : ` (${made.said})`}`]
  return [
    made.pass,
    `for ${made.account}, once, from ${made.from} for ${made.minutes} minutes; an earlier one is over. It is shown here and never again.`,
  ]
}
