import { stat } from 'node:fs/promises'
import { ntHash } from '@keyturn/protocols/breached'
import { parseVerifierKey, type VerifierKey } from '@keyturn/protocols/tlog'
import { Fault, type Clock, type Log, type Secret } from '#kernel'
import type { BreachedAbout, BreachedList } from './breached.ts'
import { openListFile, versionIn, type ListFile } from './list-file.ts'
import { createNewest, type Newest } from './newest.ts'

export interface BreachedSettings {
  readonly file: string
  /** Who must have signed it: the line that `keyturn breached key` printed. */
  readonly key: string
  /** Also takes one that is older than the newest that was in use here. */
  readonly dangerouslyAllowOlder: boolean
}

export interface BreachedDeps {
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>
  /** A file of our own that remembers the newest list. */
  readonly newestFile: string
}

export interface OpenedBreachedList extends BreachedList, AsyncDisposable {
  /**
   * Looks whether there is a newer file, and takes it when every byte of it is right. To be called now and then; a
   * file that is refused is named in the log once.
   */
  look(): Promise<void>
}

const dayMs = 86_400_000

/**
 * Opens the list without reading all of it: what a look-up meets is checked then.
 *
 * @throws {Fault} `config.invalid`: there is no list that may be used, with the reason.
 */
export async function openBreachedList(
  settings: BreachedSettings,
  { clock, log, newestFile }: BreachedDeps,
): Promise<OpenedBreachedList> {
  const { file } = settings
  const rule = { ...settings, key: parsedKey(settings.key), newest: createNewest(newestFile) }
  const first = await takeable(rule).catch(
    (cause: unknown) => ({ ok: false, why: messageOf(cause) }) as const,
  )
  if (!first.ok)
    throw new Fault('config.invalid', `cannot use the list of breached passwords ${file}: ${first.why}`)
  let { list } = first
  await rule.newest.write(list.statement.built)
  /** The version of a file that was looked at and is not to be named again. */
  let refused = ''
  let looking: Promise<void> | undefined

  const take = async (better: ListFile): Promise<void> => {
    const { rows, built } = better.statement
    await rule.newest.write(built)
    const before = list
    list = better
    // Look-ups do not wait for anything: none is in the middle of the old one.
    await before[Symbol.asyncDispose]()
    log.info({ file, rows, built }, 'a new list of breached passwords is in use')
  }

  const takeNewer = async (): Promise<void> => {
    const version = await versionAt(file)
    if (version === list.version || version === refused) return
    const found = await rightWhole(rule).catch(
      (cause: unknown) => ({ ok: false, why: messageOf(cause) }) as const,
    )
    refused = found.ok ? '' : version
    if (found.ok) return await take(found.list)
    log.warn({ file, why: found.why }, 'a list of breached passwords is refused; the one before stays in use')
  }

  return {
    contains: (password) => isIn(list, password, log),
    get about() {
      return aboutOf(list, clock())
    },
    async look() {
      looking ??= takeNewer().finally(() => (looking = undefined))
      await looking
    },
    async [Symbol.asyncDispose]() {
      await looking?.catch(() => {})
      await list[Symbol.asyncDispose]()
    },
  }
}

interface Rule extends Pick<BreachedSettings, 'file' | 'dangerouslyAllowOlder'> {
  readonly key: VerifierKey
  readonly newest: Newest
}

type Takeable = { readonly ok: true; readonly list: ListFile } | { readonly ok: false; readonly why: string }

/** Signed by the right key, as long as it says, and no step back. */
async function takeable({ file, key, newest, dangerouslyAllowOlder }: Rule): Promise<Takeable> {
  const opened = await openListFile(file, key)
  if (!opened.ok || dangerouslyAllowOlder) return opened
  const { built } = opened.list.statement
  const known = await newest.read()
  if (built >= known) return opened
  await opened.list[Symbol.asyncDispose]()
  return { ok: false, why: `it was built ${built}, and one of ${known} was in use here` }
}

/** That, and every byte of it. */
async function rightWhole(rule: Rule): Promise<Takeable> {
  const found = await takeable(rule)
  if (!found.ok) return found
  await using stack = new AsyncDisposableStack()
  const list = stack.use(found.list)
  const checked = await list.check()
  if (!checked.ok) return checked
  stack.move()
  return { ok: true, list }
}

function isIn(list: ListFile, password: Secret, log: BreachedDeps['log']): boolean {
  const found = findIn(list, password)
  if (found === 'listed' || found === 'not-listed') return found === 'listed'
  log.error({ err: found }, 'the list of breached passwords cannot be read; no new password can be taken')
  throw new Fault('breached.unavailable', 'the list of breached passwords cannot be read', { cause: found })
}

function findIn(list: ListFile, password: Secret): 'listed' | 'not-listed' | Error {
  try {
    const found = list.find(ntHash(password.reveal()))
    return found === 'damaged' ? new Error('the file is not what was signed') : found
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function aboutOf({ statement: { source, built, rows } }: ListFile, now: Date): BreachedAbout {
  const builtAt = new Date(built)
  return { source, builtAt, rows, ageDays: Math.floor((now.getTime() - builtAt.getTime()) / dayMs) }
}

/** "gone" is a version too. */
async function versionAt(file: string): Promise<string> {
  try {
    return versionIn(await stat(file))
  } catch (error) {
    return messageOf(error)
  }
}

function parsedKey(text: string): VerifierKey {
  const key = parseVerifierKey(text)
  if (key === undefined)
    throw new Fault(
      'config.invalid',
      `passwords.breachedList.key is not a key that signs lists of breached passwords`,
    )
  return key
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
