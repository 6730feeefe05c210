import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault, type Log } from '#kernel'

/** The operating system account that PostgreSQL runs as. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Best first. `nobody` is the last resort: whatever else runs as nobody could read the files. */
const candidates = ['keyturn', 'postgres', 'nobody']

/**
 * Makes `directory` (mode 0700) and says whose it is: ours, or, since PostgreSQL refuses to run as root, that of
 * an unprivileged account when we are root. A directory that already belongs to somebody keeps its owner.
 *
 * @throws {Fault} `storage.unavailable`
 */
export async function claimDirectory(directory: string, log: Log): Promise<Account> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const owner = await stat(directory)
  const account = await accountFor(directory, owner, log)
  await chmod(directory, 0o700)
  await chown(directory, account.uid, account.gid)
  return account
}

async function accountFor(directory: string, owner: Account, log: Log): Promise<Account> {
  const uid = process.getuid?.() ?? owner.uid
  if (uid !== 0) {
    if (owner.uid === uid) return { uid, gid: owner.gid }
    throw new Fault(
      'storage.unavailable',
      `${directory} belongs to another account: chown -R it to the one Keyturn runs as`,
    )
  }
  const account = owner.uid === 0 ? await unprivileged(log) : { uid: owner.uid, gid: owner.gid }
  await requireReachable(directory, account)
  return account
}

async function unprivileged(log: Log): Promise<Account> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const wanted of candidates) {
    const [name, , uid, gid] = lines.find((fields) => fields[0] === wanted) ?? []
    if (uid === undefined || gid === undefined) continue
    if (name === 'nobody')
      log.warn('PostgreSQL runs as nobody: make it an account (useradd --system keyturn)')
    return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Fault(
    'storage.unavailable',
    'PostgreSQL must not run as root: make an account for it (useradd --system keyturn), or start Keyturn under its own',
  )
}

async function requireReachable(directory: string, account: Account): Promise<void> {
  for (let above = dirname(directory); above !== dirname(above); above = dirname(above)) {
    const { mode, uid, gid } = await stat(above)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) {
      throw new Fault(
        'storage.unavailable',
        `PostgreSQL cannot run as root, and the account it runs as (uid ${account.uid}) may not enter ${above}: ` +
          'put the database directory elsewhere, for example under /var/lib/keyturn',
      )
    }
  }
}
