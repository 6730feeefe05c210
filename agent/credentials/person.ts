import type { Screen, Typing } from '../screen/index.ts'
import type { Credential } from '../vpn/index.ts'

/** Her own name and password for the VPN. undefined: she gave none. */
export async function askPerson(
  { screen, typing }: { readonly screen: Screen; readonly typing: Typing },
  signal: AbortSignal,
): Promise<Credential | undefined> {
  screen.show({ what: 'vpn-asks', for: 'name' })
  const name = (await typing.line(signal))?.trim()
  if (!name) return undefined
  // Before she is asked: a terminal shows what comes before it is told not to.
  const typed = typing.secret(signal)
  screen.show({ what: 'vpn-asks', for: 'password' })
  const password = await typed
  return password ? { kind: 'password', name, password } : undefined
}
