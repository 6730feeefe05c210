import { run } from '../../system/command.ts'
import type { Switch } from '../offline.ts'
import type { Settings } from './settings.ts'

const pipes = '/var/lib/sss/pipes/private'

const pidFile = '/run/sssd.pid'

/** sssd(8): SIGUSR1 lets it take itself for offline for a while, SIGUSR2 lets it look for a DC at once. */
export const network: Switch = {
  off: ['sh', '-c', `exec kill -USR1 "$(cat ${pidFile})"`],
  on: ['sh', '-c', `exec kill -USR2 "$(cat ${pidFile})"`],
}

/** What SSSD takes itself for; right after SIGUSR2 that is online, whether or not there is a DC. */
export async function isOnline(settings: Settings): Promise<boolean> {
  const answer = await ask(settings, 'sssd.DataProvider.Backend.IsOnline', settings.domain)
  return answer.includes('boolean true')
}

/** Whom it last talked to, or tried to. */
export async function activeServer(settings: Settings): Promise<string | undefined> {
  const answer = await ask(settings, 'sssd.DataProvider.Failover.ActiveServer', settings.service)
  return /string "([^"]+)"/.exec(answer)?.[1]
}

/** Empty: it does not run, or does not know. */
async function ask(settings: Settings, method: string, argument: string): Promise<string> {
  const { code, stdout } = await run(call(settings, method, `string:${argument}`))
  return code === 0 ? stdout : ''
}

/** Root alone reaches that bus (2.8). */
function call({ domain }: Settings, method: string, ...rest: readonly string[]): [string, ...string[]] {
  const bus = `--bus=unix:path=${pipes}/sbus-dp_${domain}`
  const name = `--dest=sssd.domain_${escaped(domain)}`
  return ['dbus-send', bus, '--print-reply', name, '/sssd', method, ...rest]
}

/** As SSSD makes names for the bus of what may not stand in one. */
function escaped(domain: string): string {
  return domain.replaceAll(/[^A-Za-z0-9_]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}`)
}
