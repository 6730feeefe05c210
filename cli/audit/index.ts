/**
 * `keyturn audit …`: the tamper-evident log as files, and the check of those files on any machine, with no server
 * and no network.
 */
import { parseArgs } from 'node:util'
import type { Output } from '../output.ts'
import { localApi } from '../local-api.ts'
import { exportLog } from './export.ts'
import { verifyExport, type Verdict, type Verified } from './verify.ts'

export const auditUsage = `keyturn audit export DIR                    the whole log as files; an older export in DIR grows
keyturn audit verify DIR [--key KEY] [--previous CHECKPOINT]…
                                            checks an export offline; KEY is the pinned verifier key`

const done = 0
const refused = 1
const notChecked = 2

/** @returns 0: exported, verified. 1: the log is not what was signed. 2: it could not be looked at. */
export async function audit(argv: readonly string[], socketPath: string, output: Output): Promise<number> {
  const asked = readArguments(argv)
  if (asked?.command === 'export') return await runExport(asked.directory, socketPath, output)
  if (asked?.command === 'verify') return say(await verifyExport(asked), asked.key !== undefined, output)
  output.err(auditUsage)
  return notChecked
}

function readArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { key: { type: 'string' }, previous: { type: 'string', multiple: true, default: [] } },
    })
    const [command, directory, ...more] = positionals
    if (directory === undefined || more.length > 0) return undefined
    return { command, directory, key: values.key, previous: values.previous }
  } catch {
    return undefined
  }
}

async function runExport(directory: string, socketPath: string, { out, err }: Output): Promise<number> {
  let told = 0
  const progress = (count: number, of: number) => {
    if (count - told < 50_000) return
    told = count
    err(`${number(count)} of ${number(of)} entries`)
  }
  const exported = await exportLog({ api: localApi(socketPath), directory, progress }).catch(asError)
  if (exported instanceof Error) {
    err(`NOT EXPORTED: ${exported.message}. Start it again: it goes on where it stopped`)
    return notChecked
  }
  if (!exported.ok) {
    err(`NOT EXPORTED: ${exported.why}. Keep ${directory} as it is for whoever looks into it`)
    return refused
  }
  const { checkpoint, fresh, verifierKey } = exported
  out(`EXPORTED: ${number(checkpoint.size)} entries, ${number(fresh)} of them new, in ${directory}`)
  out(`Check it anywhere, any time: keyturn audit verify ${directory} --key '${verifierKey}'`)
  return done
}

function say(verdict: Verdict, pinned: boolean, { out, err }: Output): number {
  switch (verdict.verdict) {
    case 'unreadable':
      err(`NOT CHECKED: ${verdict.why}`)
      return notChecked
    case 'refused':
      err(`NOT VERIFIED: ${verdict.why}`)
      return refused
    case 'verified':
      out(sentenceOf(verdict, pinned))
      if (!pinned) for (const line of unpinned(verdict.key)) out(line)
      return done
  }
}

function sentenceOf({ checkpoint, chain, continues }: Verified, pinned: boolean): string {
  const span = checkpoint.size === 0 ? '' : ` from ${chain.from} to ${chain.to}`
  const after = continues.map((size) => `, continuing the checkpoint of ${number(size)}`).join('')
  const by = pinned ? 'signed by the key you gave' : 'signed by the key in the export itself'
  return `VERIFIED: ${number(checkpoint.size)} entries of ${checkpoint.origin}${span}${after}, ${by}`
}

function unpinned(key: string): readonly string[] {
  return [
    'Whoever forged all of it could have put in a key of their own: the proof is a key that you got from the',
    `server earlier or by another way. If it is this one, pin it: --key '${key}'`,
  ]
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function number(count: number): string {
  return count.toLocaleString('en')
}
