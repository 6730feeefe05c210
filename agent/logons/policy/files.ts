import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { run } from '../../system/command.ts'
import type { CachePolicy } from '../logons.ts'
import { valueIn, type Place } from './ini.ts'
import type { PolicyFile, PolicyKey } from './set.ts'

/** What the daemons call it. A value is checked by the command before it comes here. */

const offlineLogon = { section: 'global', key: 'winbind offline logon' }

/**
 * winbind (4.17) lets only that be set: how many log-ons it keeps is fixed, and they do not expire (`winbind cache time` is about
 * names and groups).
 */
export async function winbindPolicyFile(): Promise<PolicyFile> {
  const { stderr } = await run(['testparm', '-s', '--parameter-name=realm'])
  const file = /Load smb config files from (\S+)/.exec(stderr)?.[1] ?? '/etc/samba/smb.conf'
  return {
    dialect: 'samba',
    file,
    settings: (key, value) =>
      key === 'caching' ? [{ ...offlineLogon, value: value === true ? 'yes' : 'no' }] : [],
    complaint: (candidate) => complaintOf(['testparm', '-s', candidate]),
    apply: () => restart('winbind'),
    async isSo(_, value) {
      const { stdout } = await run(['testparm', '-s', `--parameter-name=${offlineLogon.key}`])
      return (stdout.trim() === 'Yes') === value
    },
  }
}

const sssdFile = '/etc/sssd/sssd.conf'
const snippets = '/etc/sssd/conf.d'

/**
 * An expiry is two settings: the log-on stops being taken, or the whole entry goes. The sooner one counts, and SSSD wants the
 * second to be no sooner than the first (sssd.conf(5)); so it is raised with it, and left alone where it is later anyway.
 *
 * @param effective what SSSD runs by; it knows of a change when it was started anew.
 */
export function sssdPolicyFile(domain: string, effective: () => Promise<CachePolicy>): PolicyFile {
  const caching = { section: `domain/${domain}`, key: 'cache_credentials' }
  const expiry = { section: 'pam', key: 'offline_credentials_expiration' }
  const entries = { section: `domain/${domain}`, key: 'account_cache_expiration' }
  const placeOf: Readonly<Record<PolicyKey, Place | undefined>> = {
    caching,
    expiresAfterDays: expiry,
    mostAccounts: undefined,
  }
  return {
    dialect: 'sssd',
    file: sssdFile,
    settings(key, value, text) {
      const place = placeOf[key]
      if (place === undefined) return []
      if (typeof value === 'boolean') return [{ ...place, value: String(value) }]
      const days = String(value ?? 0)
      const isSooner = isBefore(value, valueIn(text, entries))
      return [{ ...place, value: days }, ...(isSooner ? [{ ...entries, value: days }] : [])]
    },
    complaint: (candidate) => complaintOf(['sssctl', 'config-check', `--config=${candidate}`]),
    apply: () => restart('sssd'),
    async isSo(key, value, applied) {
      if (applied) return (await effective())[key] === value
      // Not read yet: what comes after the file could still say otherwise.
      const place = placeOf[key]
      if (place === undefined) return false
      const later = await inSnippets()
      if (later.some((text) => valueIn(text, place) !== undefined)) return false
      return typeof value === 'boolean' || !later.some((text) => isBefore(value, valueIn(text, entries)))
    },
  }
}

/** Whether entries go sooner than is wanted; 0 is never, as is what is not said. */
function isBefore(wanted: number | null, said: string | undefined): boolean {
  const days = Number(said ?? 0)
  return days > 0 && (wanted === null || days < wanted)
}

async function inSnippets(): Promise<readonly string[]> {
  const names = (await readdir(snippets).catch(() => [])).filter((name) => /^[^.].*\.conf$/.test(name))
  return Promise.all(names.map((name) => readFile(`${snippets}/${name}`, 'utf8')))
}

/** A tool that is not installed says nothing against it. */
async function complaintOf(argv: readonly [string, ...string[]]): Promise<string | undefined> {
  const ran = await run(argv).catch(() => undefined)
  return ran === undefined || ran.code === 0 ? undefined : ran.stdout + ran.stderr
}

/** Only where systemd keeps it: who started it otherwise has to start it anew. */
async function restart(unit: string): Promise<boolean> {
  if (!existsSync('/run/systemd/system')) return false
  const { code } = await run(['systemctl', 'try-restart', unit], { timeoutMs: 60_000 })
  return code === 0
}
