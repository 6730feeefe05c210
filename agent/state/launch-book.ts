import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { refreshReport } from '@keyturn/contract'
import { z } from 'zod'
import { createFile, replaceFile } from './files.ts'

const page = z.object({
  account: refreshReport.shape.account,
  usedAt: z.iso.datetime(),
  /** null: being acted on, or the agent was killed meanwhile. */
  outcome: refreshReport.shape.outcome.nullable(),
  reported: z.boolean(),
})
type Page = z.infer<typeof page>
type Report = z.infer<typeof refreshReport>

/** Which launches were acted on, and what became of them. On disk, since neither may be forgotten. Holds no secret. */
export interface LaunchBook {
  /** Durably notes that this launch's statement is acted on. @returns false if it was before. */
  use(launch: string, account: string): Promise<boolean>
  settle(report: Report): Promise<void>
  /** What the server has not heard yet. An entry that nobody settled and nobody is at work on was interrupted. */
  unreported(atWork: string | null): Promise<readonly Report[]>
  reported(launch: string): Promise<void>
}

const keptMs = 24 * 60 * 60 * 1000

export async function openLaunchBook(folder: string, wallClock: () => number): Promise<LaunchBook> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const fileOf = (launch: string) => join(folder, `${launch}.json`)
  const write = (launch: string, content: Page) => replaceFile(fileOf(launch), JSON.stringify(content))
  const read = async (launch: string) => page.parse(JSON.parse(await readFile(fileOf(launch), 'utf8')))

  async function forgetOld(launch: string, { usedAt, reported }: Page) {
    if (reported && wallClock() - Date.parse(usedAt) > keptMs) await rm(fileOf(launch))
  }

  return {
    use(launch, account) {
      const usedAt = new Date(wallClock()).toISOString()
      const content: Page = { account, usedAt, outcome: null, reported: false }
      return createFile(fileOf(launch), JSON.stringify(content))
    },
    async settle({ launch, outcome }) {
      await write(launch, { ...(await read(launch)), outcome })
    },
    async unreported(atWork) {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
      const reports: Report[] = []
      for (const launch of names.map((name) => name.slice(0, -'.json'.length))) {
        const now = await read(launch)
        const outcome = now.outcome ?? { refreshed: false as const, why: 'interrupted' as const, tried: [] }
        if (!now.reported && launch !== atWork) reports.push({ launch, account: now.account, outcome })
        await forgetOld(launch, now)
      }
      return reports
    },
    async reported(launch) {
      await write(launch, { ...(await read(launch)), reported: true })
    },
  }
}
