/** `keyturn …` but for `serve`: commands that ask the server on this machine, or need none. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { audit, auditUsage } from './audit/index.ts'
import { breached, breachedUsage } from './breached/index.ts'
import { device, deviceUsage } from './device/index.ts'
import { doctorUsage } from './doctor/index.ts'
import { factor, factorUsage } from './factor/index.ts'
import type { Output } from './output.ts'
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
${auditUsage}
${breachedUsage}

Everywhere: --config FILE (default /etc/keyturn/keyturn.yaml) or --socket PATH name the server on this machine.`

const output: Output = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
}

const commands: Readonly<
  Record<string, (argv: readonly string[], socket: string, output: Output) => Promise<number>>
> = {
  audit,
  // Needs no server, but a terminal and the time.
  breached: (argv, _, to) => breached(argv, { ...to, input: process.stdin, now: () => new Date() }),
  policy,
  device,
  pass,
  factor,
  token,
  tunnel,
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
    return await command(words, socket ?? socketOf(config), output)
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

/** Only where the server's socket is: the rest of the file is the server's business. */
function socketOf(configFile: string): string {
  let directory: unknown
  try {
    const settings: unknown = parse(readFileSync(configFile, 'utf8'))
    directory =
      settings !== null && typeof settings === 'object' && 'stateDirectory' in settings
        ? settings.stateDirectory
        : undefined
  } catch {
    // Commands that need no server work without a configuration.
  }
  return join(typeof directory === 'string' ? directory : '/var/lib/keyturn', 'local.sock')
}
