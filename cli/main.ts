/** `keyturn …` but for `serve`: commands that ask the server on this machine, or need none. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { createOutput, type Output } from './output.ts'

const output = createOutput(process.stdout, process.stderr)

/** Where the server of this machine is. */
interface Place {
  readonly socket: string
  readonly settings: Whereabouts
}

const now = () => new Date()

/** Each is loaded when it is asked for: none waits for the code of the others. */
const commands: Readonly<
  Record<string, (argv: readonly string[], at: Place, output: Output) => Promise<number>>
> = {
  audit: async (argv, { socket }, to) => (await import('./audit/index.ts')).audit(argv, socket, to),
  // Needs no server, but a terminal and the time.
  breached: async (argv, _, to) =>
    (await import('./breached/index.ts')).breached(argv, { ...to, input: process.stdin, now }),
  policy: async (argv, { socket }, to) => (await import('./policy/index.ts')).policy(argv, socket, to),
  device: async (argv, { socket }, to) => (await import('./device/index.ts')).device(argv, socket, to),
  pass: async (argv, { socket }, to) => (await import('./pass/index.ts')).pass(argv, socket, to),
  factor: async (argv, { socket }, to) => (await import('./factor/index.ts')).factor(argv, socket, to),
  token: async (argv, { socket }, to) => (await import('./token/index.ts')).token(argv, socket, to),
  tunnel: async (argv, { socket }, to) => (await import('./tunnel/index.ts')).tunnel(argv, socket, to),
  campaign: async (argv, { socket }, to) => (await import('./campaign/index.ts')).campaign(argv, socket, to),
  entra: async (argv, { socket }, to) => (await import('./entra/index.ts')).entra(argv, socket, to),
  lockdown: async (argv, { socket }, to) => (await import('./lockdown/index.ts')).lockdown(argv, socket, to),
  letters: async (argv, { socket }, to) => (await import('./letters/index.ts')).letters(argv, socket, to),
  inventory: async (argv, { socket }, to) =>
    (await import('./inventory/index.ts')).inventory(argv, socket, to),
  hygiene: async (argv, { socket }, to) => (await import('./inventory/index.ts')).hygiene(argv, socket, to),
  // Asks by HTTPS, like the computers that it is for.
  kdcproxy: async (argv, { settings: { publicUrl: url, domain: realm } }, to) =>
    (await import('./kdcproxy/index.ts')).kdcproxy(argv, { settings: { url, realm }, now }, to),
}

/** @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { config, socket, rest } = takeOptions(argv)
  const [name = 'help', ...words] = rest
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    output.out(await usage())
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

async function usage(): Promise<string> {
  const parts = await Promise.all([
    import('./doctor/index.ts').then(({ doctorUsage }) => doctorUsage),
    import('./device/index.ts').then(({ deviceUsage }) => deviceUsage),
    import('./pass/index.ts').then(({ passUsage }) => passUsage),
    import('./policy/index.ts').then(({ policyUsage }) => policyUsage),
    import('./factor/index.ts').then(({ factorUsage }) => factorUsage),
    import('./token/index.ts').then(({ tokenUsage }) => tokenUsage),
    import('./tunnel/index.ts').then(({ tunnelUsage }) => tunnelUsage),
    import('./campaign/index.ts').then(({ campaignUsage }) => campaignUsage),
    import('./lockdown/index.ts').then(({ lockdownUsage }) => lockdownUsage),
    import('./letters/index.ts').then(({ lettersUsage }) => lettersUsage),
    import('./inventory/index.ts').then(
      ({ inventoryUsage, hygieneUsage }) => `${inventoryUsage}\n${hygieneUsage}`,
    ),
    import('./entra/index.ts').then(({ entraUsage }) => entraUsage),
    import('./audit/index.ts').then(({ auditUsage }) => auditUsage),
    import('./kdcproxy/index.ts').then(({ kdcProxyUsage }) => kdcProxyUsage),
    import('./breached/index.ts').then(({ breachedUsage }) => breachedUsage),
  ])
  return `keyturn serve [--config FILE]               the server
${parts.join('\n')}

Everywhere: --config FILE (default /etc/keyturn/keyturn.yaml) or --socket PATH name the server on this machine.`
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
