/** What two operators say about self-service, and the letters that are left meanwhile. */
import assert from 'node:assert/strict'
import { lockdownStatus, type LockdownSetting } from '@keyturn/contract'
import type { Enrolled, World } from '../world/index.ts'
import type { campaignsAt } from './campaigns.ts'

export function lockdownsAt(
  { server }: World,
  { signedIn, proofOf }: Pick<ReturnType<typeof campaignsAt>, 'signedIn' | 'proofOf'>,
) {
  async function wishes(one: Enrolled, setting: LockdownSetting): Promise<string> {
    const client = await signedIn(one)
    return (await client.must('person.lockdown-wish', { setting, ...proofOf(one) })).end
  }

  return {
    wishes,

    async both(two: readonly [Enrolled, Enrolled], setting: LockdownSetting): Promise<void> {
      await wishes(two[0], setting)
      assert.equal(await wishes(two[1], setting), 'done')
    },

    async status() {
      const { stdout } = await server.cli('lockdown', 'status', '--json')
      return lockdownStatus.parse(JSON.parse(stdout))
    },
  }
}

export interface PrintedLetter {
  readonly number: string
  readonly pass: string
}

/** What whoever opens the letters reads, by account. */
export async function printedLetters(
  { lab }: World,
  pdf: string,
): Promise<ReadonlyMap<string, PrintedLetter>> {
  const text = await lab.host('server').must(['pdftotext', '-layout', pdf, '-'])
  const pages = text.split('\f').filter((page) => page.trim() !== '')
  return new Map(
    pages.map((page) => {
      const number = /Letter (\d+-\d+)/.exec(page)?.[1] ?? assert.fail(page)
      const pass = /^\s*([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})\s*$/m.exec(page)?.[1] ?? assert.fail(page)
      const name = /account name: (\S+)/i.exec(page)?.[1] ?? assert.fail(page)
      return [name, { number, pass }] as const
    }),
  )
}
