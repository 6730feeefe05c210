import { join } from 'node:path'
import type { Lab } from '@keyturn/lab'

/** What the programs of this folder are told on standard input. */
export interface Place {
  readonly domain: string
  readonly baseDn: string
  readonly dc: string
  readonly caFile: string
  readonly serviceAccount: { readonly name: string; readonly passwordFile: string }
  /** For files of their own. */
  readonly folder: string
}

/**
 * Runs a program of this folder on the server's machine, where the peers run: the same network, the same names. What
 * it writes to standard output, as JSON, is its answer.
 */
export async function runInside<Task extends object, Answer>(
  lab: Lab,
  program: string,
  task: Task,
  timeoutMs = 180_000,
): Promise<Answer> {
  const host = lab.host('server')
  const { dnsDomain: domain, baseDn, caFile, serviceAccount, dcs } = lab.domain
  const place: Place = {
    domain,
    baseDn,
    caFile,
    dc: dcs[0] ?? '',
    serviceAccount: { name: serviceAccount.upn, passwordFile: serviceAccount.passwordFile },
    folder: join(host.dataFolder, 'bench'),
  }
  const argv = [process.execPath, join(import.meta.dirname, program)]
  const output = await host.must(argv, { input: JSON.stringify({ ...place, ...task }), timeoutMs })
  return JSON.parse(output) as Answer
}
