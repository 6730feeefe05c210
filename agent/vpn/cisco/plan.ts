import type { Plan, Step } from '../guard/plan.ts'
import { mostSecondsOf, type VpnSettingsOf } from '../settings.ts'
import type { Credential } from '../vpn.ts'

/*
 * Built after Cisco's documentation, and not run against a Cisco gateway: the administrator guides of AnyConnect and
 * Secure Client, "Using the AnyConnect CLI Commands to Connect (Standalone Mode)",
 * https://www.cisco.com/c/en/us/td/docs/security/vpn_client/anyconnect/anyconnect20/administrative/guide/admin/admin7.html
 *
 *     vpn -s               reads commands, and what they ask for, on standard input
 *     connect GATEWAY      asks for the group where there are several, user name, password; "y" accepts a banner
 *     vpn state            "  >> state: Connected"
 *     vpn disconnect
 */

/** Cisco Secure Client (AnyConnect) by its command-line program. Pure. */
export function ciscoPlan(settings: VpnSettingsOf<'cisco'>, credential: Credential | undefined): Plan {
  const { program, gateway, group, openSeconds } = settings
  const who = credential?.kind === 'password' ? [credential.name, credential.password] : []
  const said = [`connect ${gateway}`, ...(group === undefined ? [] : [group]), ...who, 'y', 'exit', '']
  const isUp = { argv: [program, 'state'] as [string, string], seconds: 10, expects: 'state: Connected\\s*$' }
  const disconnect: Step = { argv: [program, 'disconnect'], seconds: 15 }
  return {
    taken: isUp,
    open: [{ argv: [program, '-s'], seconds: openSeconds, input: said.join('\n') }],
    isUp,
    close: [disconnect],
    openSeconds,
    mostSeconds: mostSecondsOf(settings),
  }
}
