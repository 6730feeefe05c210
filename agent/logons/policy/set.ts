import { chown, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import type { CachePolicy } from '../logons.ts'
import { withValue, type Dialect, type Place } from './ini.ts'

export type PolicyKey = keyof CachePolicy

/**
 * - `set`: the daemon keeps log-ons so from now on. `restart`: it will when it is started anew, which was not for us to do.
 * - `unchanged`: it was so already.
 * - `not-offered`: this daemon has no such setting.
 * - `overridden`: something else says otherwise, and wins; the file is as it was.
 * - `refused`: the daemon's own check does not take the file; it is as it was.
 * - `not-understood`: the setting stands there in a way that is not touched.
 */
export type PolicyOutcome =
  | 'set'
  | 'restart'
  | 'unchanged'
  | 'not-offered'
  | 'overridden'
  | 'refused'
  | 'not-understood'

/** The configuration in which a daemon reads how it shall keep log-ons. */
export interface PolicyFile {
  readonly dialect: Dialect
  readonly file: string
  /** What has to stand where, in a file that has this text so far. Empty: this daemon has no such setting. */
  settings(
    key: PolicyKey,
    value: CachePolicy[PolicyKey],
    text: string,
  ): readonly (Place & { readonly value: string })[]
  /** What the daemon's own check says against a file. undefined: nothing. */
  complaint(candidate: string): Promise<string | undefined>
  /** Has the daemon read its configuration anew. @returns whether it has. */
  apply(): Promise<boolean>
  /** Whether the daemon, or its own tools, read the setting so. To be asked after `apply` gave `applied`. */
  isSo(key: PolicyKey, value: CachePolicy[PolicyKey], applied: boolean): Promise<boolean>
}

/**
 * Sets one thing of a daemon's configuration, all of it or nothing: checked by the daemon's own tool before it is put in place, as a whole; put
 * back where it does not come to hold. Nothing else in the file changes.
 */
export async function setPolicy(
  key: PolicyKey,
  value: CachePolicy[PolicyKey],
  policy: PolicyFile,
): Promise<PolicyOutcome> {
  const file = await realpath(policy.file)
  const before = await readFile(file, 'utf8')
  const settings = policy.settings(key, value, before)
  if (settings.length === 0) return 'not-offered'
  const wanted = settings.reduce<string | undefined>(
    (text, one) => (text === undefined ? text : withValue(text, one, one.value, policy.dialect)),
    before,
  )
  if (wanted === undefined) return 'not-understood'
  if (wanted === before && (await policy.isSo(key, value, false))) return 'unchanged'
  const candidate = `${file}.keyturn`
  await write(candidate, wanted, file)
  if ((await policy.complaint(candidate)) !== undefined) {
    await rm(candidate)
    return 'refused'
  }
  await rename(candidate, file)
  const applied = await policy.apply()
  if (await policy.isSo(key, value, applied)) return applied ? 'set' : 'restart'
  await write(candidate, before, file)
  await rename(candidate, file)
  await policy.apply()
  return 'overridden'
}

/** With the owner and the rights of `like`, and on disk before it can take its place. */
async function write(path: string, text: string, like: string): Promise<void> {
  const { mode, uid, gid } = await stat(like)
  await rm(path, { force: true })
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.chmod(mode & 0o7777)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await chown(path, uid, gid)
}
