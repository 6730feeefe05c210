import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalApi } from '../../local-api.ts'
import type { Output } from '../../output.ts'
import { hoursCsv, wavesCsv } from './forecast-csv.ts'

export const exportUsage = `keyturn campaign export NAME --to FOLDER    a kept plan with its digest and its forecast, as JSON and CSV`

/** Exit code 1: it was not simulated since it was drafted, or something is in the folder; nothing is written. */
export async function exportPlan(
  [, campaign, ...more]: readonly string[],
  folder: string | undefined,
  { api, out, err }: Output & { readonly api: LocalApi },
): Promise<number> {
  if (campaign === undefined || folder === undefined || more.length > 0) {
    out(exportUsage)
    return 2
  }
  const { plan, digest, forecast } = await api.call('admin.campaign-show', { body: { campaign } })
  if (forecast === null) {
    err(`${campaign} has no forecast: keyturn campaign simulate ${campaign}`)
    return 1
  }
  const files: Readonly<Record<string, string>> = {
    'plan.yaml': plan,
    'digest.txt': `${digest}\n`,
    'forecast.json': `${JSON.stringify(forecast, null, 2)}\n`,
    'hours.csv': textOf(hoursCsv(forecast)),
    'waves.csv': textOf(wavesCsv(forecast)),
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Never beside another export: nobody could tell which forecast was of which plan.
  if ((await readdir(folder)).length > 0) {
    err(`there is something in ${folder}: name a folder that is empty or not there`)
    return 1
  }
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content, { mode: 0o600, flag: 'wx' })
  }
  out(`plan, digest and forecast of ${campaign} are in ${folder}: ${Object.keys(files).join(', ')}`)
  out(`digest ${digest}, over the plan and the tables that it names, which are not there`)
  return 0
}

const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join('')
