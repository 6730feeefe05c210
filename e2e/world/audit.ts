import { join } from 'node:path'
import type { Lab } from '@keyturn/lab'
import { parseEntry, type Entry } from '@keyturn/protocols/audit'
import type { KeyturnServer } from './server.ts'

/**
 * The whole audit log as `keyturn audit export` and then `verify` give it. One folder for the server's whole life:
 * each call also proves that the log only grew since the last one.
 */
export async function verifiedAudit(lab: Lab, server: KeyturnServer): Promise<readonly Entry[]> {
  const host = lab.host('server')
  const folder = join(host.dataFolder, 'audit-export')
  await succeed(server, 'audit', 'export', folder)
  const key = (await host.read(join(folder, 'verifier-key'))).trimEnd()
  await succeed(server, 'audit', 'verify', folder, '--key', key)
  const lines = (await host.read(join(folder, 'entries.jsonl'))).split('\n').filter((line) => line !== '')
  return lines.map((line) => parseEntry(line) ?? fail(`not an entry: ${line}`))
}

async function succeed(server: KeyturnServer, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await server.cli(...args)
  if (code !== 0) fail(`keyturn ${args.join(' ')} ended with ${code}: ${stderr || stdout}`)
}

function fail(message: string): never {
  throw new Error(message)
}
