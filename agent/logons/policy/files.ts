import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { run } from '../../system/command.ts'
import type { CachePolicy } from '../logons.ts'
import { valueIn } from './ini.ts'
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
    place: (key, value) =>
      key === 'caching' ? { ...offlineLogon, value: value === true ? 'yes' : 'no' } : undefined,
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

/** @param effective what SSSD runs by; it knows of a change when it was started anew. */
export function sssdPolicyFile(domain: string, effective: () => Promise<CachePolicy>): PolicyFile {
  const placeOf = (key: PolicyKey) => {
    if (key === 'caching') return { section: `domain/${domain}`, key: 'cache_credentials' }
    return key === 'expiresAfterDays' ? { section: 'pam', key: 'offline_credentials_expiration' } : undefined
  }
  return {
    dialect: 'sssd',
    file: sssdFile,
    place(key, value) {
      const place = placeOf(key)
      return place && { ...place, value: typeof value === 'boolean' ? String(value) : String(value ?? 0) }
    },
    complaint: (candidate) => complaintOf(['sssctl', 'config-check', `--config=${candidate}`]),
    apply: () => restart('sssd'),
    async isSo(key, value, applied) {
      if (applied) return (await effective())[key] === value
      // Not read yet: what comes after the file could still say otherwise.
      const place = placeOf(key)
      return place !== undefined && !(await inSnippets()).some((text) => valueIn(text, place) !== undefined)
    },
  }
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
