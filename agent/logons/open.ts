import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sid } from '@keyturn/protocols/ad'
import type { Logons } from './logons.ts'
import { service } from './pam.ts'
import { createPeople, type People } from './sssd/people.ts'
import { createSssdLogons } from './sssd/sssd.ts'
import { sssdPolicyFile, winbindPolicyFile } from './policy/files.ts'
import type { PolicyFile } from './policy/set.ts'
import { createWinbindLogons } from './winbind/winbind.ts'

export interface LogonsConfig {
  /** The agent's own. */
  readonly stateDirectory: string
  /** DNS name of the domain. */
  readonly domain: string
  /** undefined: as the PAM service `keyturn` says. */
  readonly logons?: Cache | undefined
  /** Of people whom the cache knows by name only. */
  readonly accounts: Readonly<Record<string, Sid>>
}

type Cache = 'winbind' | 'sssd'

const modules: Readonly<Record<Cache, RegExp>> = { winbind: /\bpam_winbind\.so\b/, sssd: /\bpam_sss\.so\b/ }

/** The one place that knows which cache this computer has. @throws {Error} where it has none, or several. */
export async function openLogons(config: LogonsConfig, wallClock: () => number): Promise<Logons> {
  const cache = await cacheHere(config)
  const folder = join(config.stateDirectory, 'logons', cache)
  if (cache === 'winbind') return createWinbindLogons(folder)
  return createSssdLogons(peopleOf(config, wallClock), folder, wallClock)
}

/** Where that cache reads how it shall keep log-ons. */
export async function openPolicyFile(config: LogonsConfig, wallClock: () => number): Promise<PolicyFile> {
  if ((await cacheHere(config)) === 'winbind') return winbindPolicyFile()
  const logons = await openLogons(config, wallClock)
  const { domain } = await peopleOf(config, wallClock).settings()
  return sssdPolicyFile(domain, () => logons.policy())
}

async function cacheHere(config: LogonsConfig): Promise<Cache> {
  return config.logons ?? cacheOf(await readFile(`/etc/pam.d/${service}`, 'utf8').catch(() => ''))
}

function peopleOf(config: LogonsConfig, wallClock: () => number): People {
  const names = Object.entries(config.accounts).map(([name, sid]) => [name.toLowerCase(), sid] as const)
  return createPeople({ domain: config.domain, accounts: new Map(names), wallClock })
}

/** Pure. What the PAM service asks for passwords. */
export function cacheOf(pam: string): Cache {
  const lines = pam.split('\n').filter((line) => /^-?auth\s/.test(line))
  const found = (Object.keys(modules) as Cache[]).filter((cache) => modules[cache].test(lines.join('\n')))
  const [cache, ...others] = found
  if (cache === undefined || others.length > 0) {
    const what =
      cache === undefined ? 'neither pam_winbind.so nor pam_sss.so' : 'both pam_winbind.so and pam_sss.so'
    throw new Error(`/etc/pam.d/${service} asks ${what}: write the one that is asked, or set "logons"`)
  }
  return cache
}
