/** `keyturn …` but for `serve`: commands that ask the server on this machine, or need none. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { audit, auditUsage } from './audit/index.ts'
import { breached, breachedUsage } from './breached/index.ts'
import { campaign, campaignUsage } from './campaign/index.ts'
import { device, deviceUsage } from './device/index.ts'
import { doctorUsage } from './doctor/index.ts'
import { entra, entraUsage } from './entra/index.ts'
import { factor, factorUsage } from './factor/index.ts'
import { hygiene, hygieneUsage, inventory, inventoryUsage } from './inventory/index.ts'
import { kdcproxy, kdcProxyUsage } from './kdcproxy/index.ts'
import { letters, lettersUsage } from './letters/index.ts'
import { lockdown, lockdownUsage } from './lockdown/index.ts'
import { createOutput, type Output } from './output.ts'
import { pass, passUsage } from './pass/index.ts'
import { policy, policyUsage } from './policy/index.ts'
import { tunnel, tunnelUsage } from './tunnel/index.ts'
import { token, tokenUsage } from './token/index.ts'

const usage = `keyturn serve [--config FILE]               the server
${doctorUsage}
${deviceUsage}
${passUsage}
${policyUsage}
${factorUsage}
${tokenUsage}
${tunnelUsage}
${campaignUsage}
${lockdownUsage}
${lettersUsage}
${inventoryUsage}
${hygieneUsage}
${entraUsage}
${auditUsage}
${kdcProxyUsage}
${breachedUsage}

Everywhere: --config FILE (default /etc/keyturn/keyturn.yaml) or --socket PATH name the server on this machine.`

const output = createOutput(process.stdout, process.stderr)

/** Where the server of this machine is. */
interface Place {
  readonly socket: string
  readonly settings: Whereabouts
}

const now = () => new Date()

const commands: Readonly<
  Record<string, (argv: readonly string[], at: Place, output: Output) => Promise<number>>
> = {
  audit: (argv, { socket }, to) => audit(argv, socket, to),
  // Needs no server, but a terminal and the time.
  breached: (argv, _, to) => breached(argv, { ...to, input: process.stdin, now }),
  policy: (argv, { socket }, to) => policy(argv, socket, to),
  device: (argv, { socket }, to) => device(argv, socket, to),
  pass: (argv, { socket }, to) => pass(argv, socket, to),
  factor: (argv, { socket }, to) => factor(argv, socket, to),
  token: (argv, { socket }, to) => token(argv, socket, to),
  tunnel: (argv, { socket }, to) => tunnel(argv, socket, to),
  campaign: (argv, { socket }, to) => campaign(argv, socket, to),
  entra: (argv, { socket }, to) => entra(argv, socket, to),
  lockdown: (argv, { socket }, to) => lockdown(argv, socket, to),
  letters: (argv, { socket }, to) => letters(argv, socket, to),
  inventory: (argv, { socket }, to) => inventory(argv, socket, to),
  hygiene: (argv, { socket }, to) => hygiene(argv, socket, to),
  // Asks by HTTPS, like the computers that it is for.
  kdcproxy: (argv, { settings }, to) =>
    kdcproxy(argv, { settings: { url: settings.publicUrl, realm: settings.domain }, now }, to),
}

/** @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { config, socket, rest } = takeOptions(argv)
  const [name = 'help', ...words] = rest
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    output.out(usage)
    return ['help', '--help', '-h'].includes(name) ? 0 : 2
  }
  try {
    const settings = whereaboutsIn(config)
    const usualSocket = join(settings.stateDirectory ?? '/var/lib/keyturn', 'local.sock')
    return await command(words, { socket: socket ?? usualSocket, settings }, output)
  } catch (error) {
    output.err(`keyturn: ${error instanceof Error ? error.message : String(error)}`)
    return 2
  }
}

/** The two options that every command has, wherever they stand. */
function takeOptions(argv: readonly string[]) {
  const rest = [...argv]
  const take = (option: string) => {
    const at = rest.indexOf(option)
    return at < 0 ? undefined : rest.splice(at, 2)[1]
  }
  return { config: take('--config') ?? '/etc/keyturn/keyturn.yaml', socket: take('--socket'), rest }
}

/** Only where the server is: the rest of the file is the server's business. */
interface Whereabouts {
  readonly stateDirectory: string | undefined
  readonly publicUrl: string | undefined
  readonly domain: string | undefined
}

function whereaboutsIn(configFile: string): Whereabouts {
  let settings: unknown
  try {
    settings = parse(readFileSync(configFile, 'utf8'))
  } catch {
    // Commands that need no server work without a configuration.
  }
  return {
    stateDirectory: textAt(settings, 'stateDirectory'),
    publicUrl: textAt(settings, 'publicUrl'),
    domain: textAt(settings, 'directory', 'domain'),
  }
}

function textAt(settings: unknown, ...path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>(
    (inside, key) => (inside instanceof Object ? Reflect.get(inside, key) : undefined),
    settings,
  )
  return typeof value === 'string' ? value : undefined
}
