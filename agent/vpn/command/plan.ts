import type { CertificateFiles } from '../guard/guard.ts'
import type { Plan } from '../guard/plan.ts'
import { mostSecondsOf, type VpnSettingsOf } from '../settings.ts'
import type { Credential } from '../vpn.ts'

/**
 * Any VPN that can be opened, asked and closed by programs. Pure. In the arguments `{certificate}` and `{key}` stand for
 * the files of a certificate; a password goes to the standard input of `open` alone.
 */
export function commandPlan(
  settings: VpnSettingsOf<'command'>,
  credential: Credential | undefined,
  files: CertificateFiles,
): Plan {
  const filled = <S extends { readonly argv: [string, ...string[]] }>(one: S): S => {
    const [program, ...rest] = one.argv
    return { ...one, argv: [program, ...rest.map((argument) => fill(argument, files))] }
  }
  const { open, check, close, openSeconds } = settings
  const input = credential?.kind === 'password' ? `${credential.name}\n${credential.password}\n` : undefined
  const { expects, ...look } = filled(check)
  const isUp = { ...look, ...(expects === undefined ? {} : { expects }) }
  return {
    taken: isUp,
    open: [{ ...filled(open), ...(input === undefined ? {} : { input }) }],
    isUp,
    close: [filled(close)],
    openSeconds,
    mostSeconds: mostSecondsOf(settings),
  }
}

function fill(argument: string, files: CertificateFiles): string {
  return argument.replaceAll('{certificate}', files.certificate).replaceAll('{key}', files.key)
}
