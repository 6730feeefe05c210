/** `keyturn inventory` and `keyturn hygiene`: the service accounts, and what an attacker would use next. Both only read. */
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { hygiene as hygieneSchema, type Hygiene } from '@keyturn/contract'
import { localApi } from '../local-api.ts'
import type { Output } from '../output.ts'
import { csvLines } from './csv.ts'
import { changeLines, hygieneLines } from './hygiene-lines.ts'
import { importUses, importUsage } from './import.ts'
import { inventoryLines } from './inventory-lines.ts'

export const inventoryUsage = `keyturn inventory [--csv | --json] [--owner ATTRIBUTE] [--keys]
                                            service accounts: what runs as them, how old their passwords are, who
                                            answers for them, where they are used, which could be gMSAs; --keys also
                                            asks a domain controller which of them have AES keys
${importUsage}`
export const hygieneUsage = `keyturn hygiene [--since FILE] [--json]     what an attacker would use next; --since compares with the --json
                                            of before; exit code 1: something was found`

/** Exit code 2: it was asked in a way that is none. */
export async function inventory(
  argv: readonly string[],
  socketPath: string,
  { out, err }: Output,
): Promise<number> {
  if (argv[0] === 'import') return importUses(argv, { api: localApi(socketPath), out, err })
  const flag = { type: 'boolean', default: false } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { csv: flag, json: flag, keys: flag, owner: { type: 'string' } },
  })
  const { csv, json, keys, owner } = values
  if (positionals.length > 0 || (csv && json)) {
    out(inventoryUsage)
    return 2
  }
  const body = { by: userInfo().username, keys, ...(owner !== undefined && { ownerAttribute: owner }) }
  const found = await localApi(socketPath).call('admin.inventory', { body })
  const lines = csv ? csvLines(found) : inventoryLines(found)
  for (const line of json ? [JSON.stringify(found)] : lines) out(line)
  if (found.keys === 'no-kdc') err('no domain controller answered by Kerberos: not all keys are known')
  return 0
}

/** Exit code 0: nothing was found, or with `--since` nothing new; 1: something was; 2: asked in a way that is none. */
export async function hygiene(argv: readonly string[], socketPath: string, { out }: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, since: { type: 'string' } },
  })
  if (positionals.length > 0) {
    out(hygieneUsage)
    return 2
  }
  const before = values.since === undefined ? undefined : await readBefore(values.since)
  const found = await localApi(socketPath).call('admin.hygiene', { body: { by: userInfo().username } })
  const change = before && changeLines(before, found)
  const lines = change?.lines ?? hygieneLines(found)
  for (const line of values.json ? [JSON.stringify(found)] : lines) out(line)
  return (change?.fresh ?? found.findings.length) > 0 ? 1 : 0
}

async function readBefore(file: string): Promise<Hygiene> {
  const read = hygieneSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!read.success) throw new Error(`${file} is not what "keyturn hygiene --json" writes`)
  return read.data
}
