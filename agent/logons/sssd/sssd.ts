import { randomBytes } from 'node:crypto'
import type { Sid } from '@keyturn/protocols/ad'
import { run } from '../../system/command.ts'
import { pause } from '../../system/pause.ts'
import { createKept, type Kept } from '../kept.ts'
import { createLocalChange } from '../local-change.ts'
import type { AccountName, CachedLogon, Logons, Said } from '../logons.ts'
import { goOffline } from '../offline.ts'
import { asLogonScreen, authenticate, refusalOf, resultOf, type Acts } from '../pam.ts'
import { isTakenByCacheAlone } from '../proof.ts'
import { activeServer, isOnline, networkOf } from './daemon.ts'
import type { CachedPerson, People } from './people.ts'
import type { Settings } from './settings.ts'
import { createSssdVerifiers, removeCachedPassword } from './verifiers.ts'

const cachedText = 'Authenticated with cached credentials'
const connectMs = 20_000

/**
 * SSSD with `cache_credentials` and `pam_verbosity = 2`, and a PAM service with pam_sss. Tried with SSSD 2.8.
 *
 * @param folder the agent's own, for what it changed without a DC.
 */
export function createSssdLogons(people: People, folder: string, wallClock: () => number): Logons {
  const { settings, nameOf, find, placeOf } = people
  const kept = createKept(folder)
  const daemon = createDaemon(people)
  const verifiers = createSssdVerifiers(placeOf, wallClock)
  return {
    ...daemon,
    ...createLocalChange({ verifiers, kept, logons: { ...daemon, nameOf } }),
    nameOf,
    find,
    isCachingOn: async () => (await settings()).isCaching,
    cached: async () => Promise.all((await people.cached()).map((person) => withoutOldAge(person, kept))),

    async policy() {
      const { isCaching, expiresAfterDays, goneAfterDays } = await settings()
      const days = [expiresAfterDays, goneAfterDays].filter((one) => one > 0)
      const least = days.length === 0 ? null : Math.min(...days)
      return { caching: isCaching, mostAccounts: null, expiresAfterDays: least }
    },

    async forget(accounts) {
      const gone: Sid[] = []
      for (const account of accounts) {
        // First what would come back by `putBackUnproved`.
        await kept.forget(account)
        if (await removeCachedPassword(account, placeOf)) gone.push(account)
      }
      return gone
    },
  }
}

/** After a local change, the PAC is about the password before. */
async function withoutOldAge({ lastOnlineAuth, ...logon }: CachedPerson, kept: Kept): Promise<CachedLogon> {
  const local = await kept.localOf(logon.account, lastOnlineAuth)
  return local === undefined ? logon : { ...logon, passwordLastSet: local.takes }
}

/** What SSSD itself is asked. */
function createDaemon({
  settings,
}: Pick<People, 'settings'>): Pick<Logons, 'connect' | 'disconnect' | 'logon' | 'ask' | 'prove'> {
  async function saidBy(
    account: AccountName,
    password: Buffer,
    signal: AbortSignal,
    acts?: Acts,
  ): Promise<Said> {
    const answer = await authenticate(userOf(account), password, cachedText, signal, acts)
    const result = resultOf(answer)
    // Offline it is the cache that says so, and it does not know the new password.
    const isAlone = result === 'wrong-password' && !(await isOnline(await settings()))
    return { result: isAlone ? 'no-dc' : result, refusal: refusalOf(answer) }
  }

  return {
    async connect(signal) {
      const here = await settings()
      const end = performance.now() + connectMs
      while (performance.now() < end && !signal.aborted) {
        await run([...networkOf(here).on])
        const dc = await answeringDc(here, signal)
        if (dc !== undefined) return dc
        await pause(500, signal)
      }
      return undefined
    },

    disconnect: async () => goOffline(networkOf(await settings())),

    logon: async (account, password, signal) => (await saidBy(account, password, signal)).result,
    ask: (account, password, signal) => saidBy(account, password, signal, asLogonScreen),

    async prove(account, password, signal) {
      const here = await settings()
      const ask = (secret: Buffer) => authenticate(userOf(account), secret, cachedText, signal)
      return isTakenByCacheAlone(() => goOffline(networkOf(here)), ask, password, signal)
    },
  }
}

function userOf({ domain, name }: AccountName): string {
  return `${name}@${domain}`
}

/** Asking for somebody who is not there makes SSSD ask the DC: only then does it know whether it is online. */
async function answeringDc(here: Settings, signal: AbortSignal): Promise<string | undefined> {
  const nobody = `keyturn-${randomBytes(6).toString('hex')}`
  await run(['getent', '--service=sss', 'passwd', nobody], { signal, timeoutMs: 15_000 })
  return (await isOnline(here)) ? activeServer(here) : undefined
}
