import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../system/command.ts'
import type { Person } from './who-is.ts'

/**
 * Drops the Kerberos tickets of a person. Caches in files and folders (FILE, DIR) are removed; what the system keeps in the
 * kernel or a daemon (KEYRING, KCM) goes by `kdestroy -A`, and winbind's own copy by `wbinfo --logoff`. All of it runs with
 * her rights: she can put anything at those paths.
 *
 * Left out: files whose path a program chose by itself, and tickets that were copied to another computer.
 *
 * @returns how many stores there were, and are.
 */
export async function dropTickets(
  person: Person,
): Promise<{ readonly found: number; readonly left: number }> {
  const before = await storesOf(person)
  const kept = await keptOf(person)
  await asHer(person, ['kdestroy', '-A', '-q'])
  const files = await storesOf(person)
  if (files.length > 0) await asHer(person, ['rm', '-rf', '--', ...files])
  const logoff = ['--logoff', `--logoff-user=${person.login}`, `--logoff-uid=${person.uid}`]
  await quietly(['wbinfo', ...logoff])
  const left = (await storesOf(person)).length + (await keptOf(person))
  return { found: before.length + kept, left }
}

/** Caches in files that are hers: `/tmp/krb5cc_UID…` as MIT and PAM name them, and those of `/run/user/UID`. */
async function storesOf({ uid }: Person): Promise<readonly string[]> {
  const own = `/run/user/${uid}`
  const [shared, hers] = await Promise.all([namesIn('/tmp'), namesIn(own)])
  const named = new RegExp(`^krb5cc_${uid}($|[^0-9])`)
  const paths = [
    ...shared.filter((name) => named.test(name)).map((name) => join('/tmp', name)),
    ...hers.filter((name) => name.startsWith('krb5cc')).map((name) => join(own, name)),
  ]
  const owned = await Promise.all(
    paths.map(async (path) => ((await lstat(path).catch(() => undefined))?.uid === uid ? [path] : [])),
  )
  return owned.flat()
}

/** Caches that are in no file, as MIT's `klist -l` lists them. 0 where it is not installed. */
async function keptOf(person: Person): Promise<number> {
  const { stdout } = await asHer(person, ['klist', '-l'])
  return stdout.split('\n').filter((line) => /\s(KEYRING|KCM|MSLSA):/.test(line)).length
}

const namesIn = (folder: string) => readdir(folder).catch(() => [])

function asHer({ uid, gid }: Person, argv: readonly string[]) {
  const rights = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--no-new-privs']
  return quietly(['setpriv', ...rights, '--', ...argv])
}

/** What is not installed has kept nothing. */
async function quietly(argv: readonly string[]) {
  const [program = 'true', ...rest] = argv
  return run([program, ...rest]).catch(() => ({ code: null, stdout: '', stderr: '' }))
}
