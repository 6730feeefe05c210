import { randomUUID } from 'node:crypto'
import type { Sid } from '@keyturn/protocols/ad'
import { run } from '../../system/command.ts'
import { pause } from '../../system/pause.ts'
import { createKept, type Kept } from '../kept.ts'
import { createLocalChange } from '../local-change.ts'
import type { AccountName, CachedLogon, Logons, Said } from '../logons.ts'
import { goOffline, type Switch } from '../offline.ts'
import { asLogonScreen, authenticate, refusalOf, resultOf, type Acts } from '../pam.ts'
import { isTakenByCacheAlone } from '../proof.ts'
import { parseCachedLogons } from './cache.ts'
import { answered, dump, parameter, winbindFiles } from './settings.ts'
import { createWinbindVerifiers, removeCredential } from './verifiers.ts'

const connectMs = 20_000
const settleMs = 5_000
const cachedText = 'using cached credentials'
const network: Switch = {
  off: ['smbcontrol', 'winbindd', 'offline'],
  on: ['smbcontrol', 'winbindd', 'online'],
}

/** How many log-ons winbind keeps; not a setting (winbindd_creds.c, MAX_CACHED_LOGINS). */
const mostAccounts = 10

/**
 * winbind with `winbind offline logon = yes` and a PAM service with `cached_login`. Tried with Samba 4.17.
 *
 * @param folder the agent's own, for what it changed without a DC.
 */
export function createWinbindLogons(folder: string): Logons {
  const kept = createKept(folder)
  const daemon = createDaemon()
  const isCachingOn = async () => (await parameter('winbind offline logon')) === 'Yes'
  return {
    ...daemon,
    ...createLocalChange({ verifiers: createWinbindVerifiers(), kept, logons: daemon }),
    isCachingOn,
    policy: async () => ({ caching: await isCachingOn(), mostAccounts, expiresAfterDays: null }),

    async cached() {
      const { cache, netlogons } = await winbindFiles()
      const entries = parseCachedLogons(await dump(cache), await dump(netlogons))
      return Promise.all(entries.map((entry) => withoutOldAge(entry, kept)))
    },

    async forget(accounts) {
      const gone: Sid[] = []
      for (const account of accounts) {
        // First what would come back by `putBackUnproved`.
        await kept.forget(account)
        if (await removeCredential(account)) gone.push(account)
      }
      return gone
    },
  }
}

/** After a local change, what a DC said last is about the password before. */
async function withoutOldAge({ account, passwordLastSet }: CachedLogon, kept: Kept): Promise<CachedLogon> {
  const local = await kept.localOf(account, passwordLastSet?.toISOString() ?? null)
  return { account, passwordLastSet: local === undefined ? passwordLastSet : local.takes }
}

/** What winbind itself is asked. */
function createDaemon(): Pick<
  Logons,
  'nameOf' | 'find' | 'connect' | 'disconnect' | 'logon' | 'ask' | 'prove'
> {
  async function saidBy(
    account: AccountName,
    password: Buffer,
    signal: AbortSignal,
    acts?: Acts,
  ): Promise<Said> {
    const answer = await authenticate(await userOf(account), password, cachedText, signal, acts)
    const result = resultOf(answer)
    // With the DC gone it is the cache that says so, and it does not know the new password.
    const isAlone = result === 'wrong-password' && (await answeringDc(signal)) === undefined
    return { result: isAlone ? 'no-dc' : result, refusal: refusalOf(answer) }
  }

  return {
    async nameOf(account) {
      const [text, mark] = await Promise.all([answered(['wbinfo', '-s', account]), separator()])
      // "CORP\alice 1": the number is the kind, 1 a user.
      const full = /^(.+) 1$/.exec(text ?? '')?.[1]
      const at = full?.indexOf(mark) ?? -1
      if (full === undefined || at <= 0) return undefined
      return { domain: full.slice(0, at), name: full.slice(at + 1) }
    },

    async find(name) {
      const text = await answered(['wbinfo', '-n', name])
      return /^(S-1-[\d-]+) SID_USER /.exec(text ?? '')?.[1] as Sid | undefined
    },

    async connect(signal) {
      const end = performance.now() + connectMs
      while (performance.now() < end && !signal.aborted) {
        await run([...network.on])
        const dc = await answeringDc(signal)
        if (dc !== undefined) return dc
        await pause(500, signal)
      }
      return undefined
    },

    async disconnect() {
      const offline = await goOffline(network)
      // Nobody's name is in no cache: who answers has ended what came before.
      await run(['wbinfo', '-n', `keyturn-${randomUUID()}`], { timeoutMs: settleMs })
      return offline
    },

    logon: async (account, password, signal) => (await saidBy(account, password, signal)).result,
    ask: (account, password, signal) => saidBy(account, password, signal, asLogonScreen),

    async prove(account, password, signal) {
      const user = await userOf(account)
      const ask = (secret: Buffer) => authenticate(user, secret, cachedText, signal)
      return isTakenByCacheAlone(() => goOffline(network), ask, password, signal)
    },
  }
}

/** Not while proving: asking this brings winbind online again (4.17). */
async function answeringDc(signal: AbortSignal): Promise<string | undefined> {
  const { code, stdout } = await run(['wbinfo', '-P'], { signal, timeoutMs: 15_000 })
  return code === 0 ? /dc connection to "([^"]+)"/.exec(stdout)?.[1] : undefined
}

async function userOf({ domain, name }: AccountName): Promise<string> {
  return domain + (await separator()) + name
}

async function separator(): Promise<string> {
  return (await answered(['wbinfo', '--separator'])) ?? '\\'
}
