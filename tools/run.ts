import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Runs a command with our output. Resolves to its exit code; a signal counts as 1. */
export function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

type Step = readonly [name: string, command: string, args: readonly string[]]

/** One after the other, each with its time; the first that fails ends the process. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  for (const [name, command, args] of steps) {
    const started = performance.now()
    const code = await run(command, args)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`)
    if (code !== 0) process.exit(1)
  }
}

/** From here on all of our processes share what Node compiled: they read the same sources some hundred times. */
export function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/keyturn-compiled')
}
