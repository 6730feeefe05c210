import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createLog, Fault } from '#kernel'
import { loadConfig, type Config } from './config.ts'
import { startServer } from './server.ts'

const usualConfig = '/etc/keyturn/keyturn.yaml'

/** `keyturn serve [--config FILE]`: runs until SIGTERM or SIGINT. @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const config = configOf(argv)
  if (config === undefined) return 2
  const log = createLog(config.logLevel)
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  try {
    await using _server = await startServer(config, version(), log)
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
    log.info('stopping: running requests may finish')
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    log.fatal({ err: error }, error.message)
    process.stderr.write(`keyturn: ${error.message}\n`)
    return 1
  }
  return 0
}

function configOf(argv: readonly string[]): Config | undefined {
  try {
    const options = { config: { type: 'string', default: usualConfig } } as const
    const { values } = parseArgs({ args: [...argv], options, allowPositionals: true })
    return loadConfig(values.config)
  } catch (error) {
    process.stderr.write(`keyturn: ${error instanceof Error ? error.message : String(error)}\n`)
    return undefined
  }
}

function version(): string {
  const text = readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')
  return String((JSON.parse(text) as { version: unknown }).version)
}
