import { mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import type { LocalApi } from '../local-api.ts'
import type { Output } from '../output.ts'
import { refuse } from './answers.ts'
import { readSent } from './sent.ts'

export const rehearseUsage = `keyturn campaign rehearse FILE --to FOLDER   the form of what the plan is about, without any secret, for a
                                            rehearsal in the lab of another machine: npm run rehearse -- FOLDER`

/** Exit code 2: it is no plan. */
export async function rehearse(
  [, file, ...more]: readonly string[],
  folder: string | undefined,
  { api, out, err }: Output & { readonly api: LocalApi },
): Promise<number> {
  if (file === undefined || folder === undefined || more.length > 0) {
    out(rehearseUsage)
    return 2
  }
  const sent = readSent(file)
  const read = await api.call('admin.campaign-shape', { body: { ...sent, by: userInfo().username } })
  if (!read.ok) return refuse(file, read.problems, err)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, basename(name)), content, { mode: 0o600 })
  write('plan.yaml', sent.plan)
  write('shape.json', `${JSON.stringify(read.shape)}\n`)
  const { accounts, groups, psos } = read.shape
  out(
    `${accounts.length} account(s), ${groups.length} group(s) and ${psos.length} password policies are in ${folder}`,
  )
  out('names and units are in it, and no secret; next, on a machine that may hold a lab (Debian, root):')
  out(`npm run rehearse -- ${folder}`)
  return 0
}
