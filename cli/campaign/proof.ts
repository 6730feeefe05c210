import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { RouteInput } from '@keyturn/contract'
import { checkPack, packFiles, parseEvidence, sha256 } from '@keyturn/protocols/evidence'
import { parseVerifierKey } from '@keyturn/protocols/tlog'
import { localApi } from '../local-api.ts'
import type { Output } from '../output.ts'
import { refuse } from './answers.ts'
import { evidenceLines, proofLines } from './proof-lines.ts'
import { readSent } from './sent.ts'

export const proofUsage = `keyturn campaign verify FILE|NAME [--since EVIDENCE.json]
                                            has everybody a new password, on every domain controller? reads only; one
                                            that is kept is closed when nothing is left
keyturn campaign evidence FILE|NAME --to FOLDER [--since EVIDENCE.json]
                                            the same as a signed pack: JSON, PDF and proofs of the audit log
keyturn campaign verify-pack FOLDER --key FILE
                                            checks a pack with no server and no network; FILE is audit.pub, kept apart`

const options = {
  json: { type: 'boolean', default: false },
  since: { type: 'string' },
  to: { type: 'string' },
  key: { type: 'string' },
} as const

const verbs = ['verify', 'evidence', 'verify-pack']

export function isProofVerb(verb: string | undefined): boolean {
  return verbs.includes(verb ?? '')
}

/** A file of that name goes first. */
export function isKept(name: string | undefined): boolean {
  return name !== undefined && /^[a-z0-9][a-z0-9-]{0,62}$/.test(name) && !existsSync(name)
}

/** Exit code 0: proved; 1: not; 2: no plan, or it could not be looked at. */
export async function campaignProof(
  argv: readonly string[],
  socketPath: string,
  { out, err }: Output,
): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options })
  const [verb, file, ...more] = positionals
  const isWhole =
    verb === 'evidence' ? values.to !== undefined : verb === 'verify' || values.key !== undefined
  if (file === undefined || more.length > 0 || !isWhole) {
    out(proofUsage)
    return 2
  }
  if (verb === 'verify-pack') return verifyPack(file, values.key ?? '', { out, err })
  const asked = { by: userInfo().username, earlier: await earlierIn(values.since) }
  const api = localApi(socketPath)
  const kept = isKept(file) ? { campaign: file, ...asked } : undefined
  if (verb === 'verify') {
    const found = await (kept === undefined
      ? api.call('admin.campaign-verify', { body: { ...readSent(file), ...asked } })
      : api.call('admin.campaign-verify-kept', { body: kept }))
    if (!found.ok) return refuse(file, found.problems, err)
    for (const line of values.json ? [JSON.stringify(found)] : proofLines(found)) out(line)
    return found.proved ? 0 : 1
  }
  const pack = await (kept === undefined
    ? api.call('admin.campaign-evidence', { body: { ...readSent(file), ...asked } })
    : api.call('admin.campaign-evidence-kept', { body: kept }))
  if (!pack.ok) return refuse(file, pack.problems, err)
  const folder = values.to ?? ''
  await writePack(folder, {
    [packFiles.evidence]: pack.evidence,
    [packFiles.report]: Buffer.from(pack.report, 'base64'),
    [packFiles.proofs]: pack.proofs,
    [packFiles.checkpoint]: pack.checkpoint,
    [packFiles.verifierKey]: `${pack.verifierKey}\n`,
  })
  out(`${pack.accounts} accounts: ${pack.proved ? 'PROVED' : 'NOT PROVED'}; the pack is in ${folder}`)
  out(`its key, to be compared with one kept elsewhere: ${pack.verifierKey}`)
  return pack.proved ? 0 : 1
}

/** Never over another pack: two half ones would be none. */
async function writePack(folder: string, files: Readonly<Record<string, string | Uint8Array>>) {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content, { mode: 0o600, flag: 'wx' })
  }
}

async function verifyPack(folder: string, keyFile: string, { out, err }: Output): Promise<number> {
  const key = parseVerifierKey((await readFile(keyFile, 'utf8')).trimEnd())
  if (key === undefined) {
    err(`${keyFile} holds no verifier key`)
    return 2
  }
  const read = (name: string) => readFile(join(folder, name))
  const [evidence, report, proofs, checkpoint] = await Promise.all([
    read(packFiles.evidence),
    read(packFiles.report),
    read(packFiles.proofs),
    read(packFiles.checkpoint),
  ])
  const checked = checkPack({ evidence, report, proofs, checkpoint }, key)
  if (!checked.ok) {
    err(`REFUSED: ${checked.why}`)
    return 1
  }
  for (const line of evidenceLines(checked)) out(line)
  return checked.evidence.proved ? 0 : 1
}

type Earlier = RouteInput<'admin.campaign-verify'>['earlier']

/** What an earlier evidence.json says of whom there was. */
async function earlierIn(file: string | undefined): Promise<Earlier> {
  if (file === undefined) return null
  const bytes = await readFile(file)
  const read = parseEvidence(bytes.toString('utf8'))
  if (!read.ok) throw new Error(`${file}: ${read.why}`)
  const { at, accounts } = read.evidence
  return {
    digest: sha256(bytes),
    at,
    accounts: accounts.map(({ id, sid, name, segment, isKrbtgt, on }) => {
      const versions = on.map((one) => (one.is === 'there' ? (one.key?.version ?? 0) : 0))
      return { id, sid, name, segment, isKrbtgt, key: versions.length === 0 ? null : Math.max(...versions) }
    }),
  }
}
