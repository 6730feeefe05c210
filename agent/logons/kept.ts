import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sidFromText, type Sid } from '@keyturn/protocols/ad'
import { z } from 'zod'
import { createFile, replaceFile } from '../state/files.ts'

const unproved = z.object({
  /** What the cache had, as its `Verifiers` wrote it: whoever reads it can try passwords on it. */
  verifier: z.string(),
  dcSaid: z.string().nullable(),
})
const local = z.object({ dcSaid: z.string().nullable(), takes: z.iso.datetime().nullable().default(null) })

export type Unproved = z.infer<typeof unproved>

/** A change that no DC has said anything about. */
export interface Local {
  /** What a DC said of the account last, before it. */
  readonly dcSaid: string | null
  /** `pwdLastSet` of the password that the cache takes since; null: nobody told. */
  readonly takes: Date | null
}

/**
 * What the agent remembers of log-ons that it changed without a DC, in a folder that only root can enter, one file for
 * each account:
 *
 *     <SID>.unproved   the verifier that is replaced right now; gone as soon as the new one is proved or it is back
 *     <SID>.local      the change was proved; holds for as long as no DC has said anything newer about the account
 */
export interface Kept {
  /** Durably, before a verifier is written. @throws if there is one of that account already. */
  keep(account: Sid, old: Unproved): Promise<void>
  unproved(): Promise<readonly (Unproved & { readonly account: Sid })[]>
  /** Forgets the replaced verifier. */
  drop(account: Sid): Promise<void>
  /** Notes that the account's log-on was changed here. */
  noteLocal(account: Sid, change: Local): Promise<void>
  /** The note, if `dcSaid` still is what it was: the cache takes a password of which no DC said anything. */
  localOf(account: Sid, dcSaid: string | null): Promise<Local | undefined>
  /** Forgets all of the account. */
  forget(account: Sid): Promise<void>
}

export function createKept(folder: string): Kept {
  const fileOf = (account: Sid, what: 'unproved' | 'local') => join(folder, `${account}.${what}`)
  const remove = (path: string) => rm(path, { force: true })
  const open = () => mkdir(folder, { recursive: true, mode: 0o700 })

  return {
    async keep(account, old) {
      await open()
      if (await createFile(fileOf(account, 'unproved'), JSON.stringify(old))) return
      throw new Error(`an earlier change of the log-on of ${account} was not finished: put it back first`)
    },
    async unproved() {
      const names = await namesIn(folder)
      // Written in part when the agent was killed: nothing was changed yet.
      for (const name of names) if (name.endsWith('.new')) await remove(join(folder, name))
      const found: (Unproved & { account: Sid })[] = []
      for (const account of names.flatMap(unprovedSid)) {
        const text = await readFile(fileOf(account, 'unproved'), 'utf8')
        found.push({ account, ...unproved.parse(JSON.parse(text)) })
      }
      return found
    },
    drop: (account) => remove(fileOf(account, 'unproved')),
    async noteLocal(account, change) {
      await open()
      await replaceFile(fileOf(account, 'local'), JSON.stringify(change))
    },
    async localOf(account, dcSaid) {
      const text = await readFile(fileOf(account, 'local'), 'utf8').catch(absent)
      if (text === undefined) return undefined
      const { takes, ...noted } = local.parse(JSON.parse(text))
      return noted.dcSaid === dcSaid ? { dcSaid, takes: takes === null ? null : new Date(takes) } : undefined
    },
    async forget(account) {
      await Promise.all([remove(fileOf(account, 'unproved')), remove(fileOf(account, 'local'))])
    },
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(absent)) ?? []
}

function unprovedSid(name: string): Sid | [] {
  return (name.endsWith('.unproved') && sidFromText(name.slice(0, -'.unproved'.length))) || []
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
