import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const door = resolve(import.meta.dirname, '../../protocols')
const program = `
  import { readFileSync } from 'node:fs'
  import { checkPack } from '${door}/evidence/index.ts'
  import { parseVerifierKey } from '${door}/tlog/index.ts'
  const read = (name) => readFileSync(process.argv[1] + '/' + name)
  const key = parseVerifierKey(readFileSync(process.argv[2], 'utf8').trimEnd())
  const pack = { evidence: read('evidence.json'), report: read('report.pdf'), proofs: read('audit-proofs.json'), checkpoint: read('checkpoint') }
  const checked = checkPack(pack, key)
  console.log(checked.ok ? checked.evidence.proved + ' ' + checked.entries.at(-1).type : checked.why)
`

/**
 * An evidence pack checked by a process of its own that may read `protocols/`, the pack and the key, and nothing else.
 * @returns whether everybody is proved and what the log says last, or why it is refused
 */
export async function checkedElsewhere(pack: string, keyFile: string): Promise<string> {
  const readable = [door, pack, keyFile].map((path) => `--allow-fs-read=${path}`)
  const args = ['--permission', ...readable, '--input-type=module-typescript', '-e', program, pack, keyFile]
  const { stdout } = await run(process.execPath, args, { cwd: '/' })
  return stdout.trim()
}
