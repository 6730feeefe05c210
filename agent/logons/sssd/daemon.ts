import { run } from '../../system/command.ts'
import type { Switch } from '../offline.ts'
import type { Settings } from './settings.ts'

const pipes = '/var/lib/sss/pipes/private'

/**
 * sssd(8) does the same by SIGUSR1 and SIGUSR2, but only from the monitor's next turn on, and of two that wait for it
 * SIGUSR1 comes first, whichever was sent last (2.8): then SSSD is online in the midst of a proof. Where the list of
 * people is the computer's own (`id_provider = proxy`), looking for a DC is being online.
 */
export function networkOf(settings: Settings): Switch {
  const tell = (method: string) => call('sbus-monitor', settings, `sssd.service.${method}`)
  return { off: tell('goOffline'), on: tell('resetOffline') }
}

/** What SSSD takes itself for; right after being told to look for a DC that is online, whether or not there is a DC. */
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
  const { code, stdout } = await run(
    call(`sbus-dp_${settings.domain}`, settings, method, `string:${argument}`),
  )
  return code === 0 ? stdout : ''
}

/** Root alone reaches these buses (2.8). Returns when it has been done. */
function call(
  bus: string,
  { domain }: Settings,
  method: string,
  ...rest: readonly string[]
): [string, ...string[]] {
  const to = [`--bus=unix:path=${pipes}/${bus}`, `--dest=sssd.domain_${escaped(domain)}`]
  return ['dbus-send', ...to, '--print-reply', '/sssd', method, ...rest]
}

/** As SSSD makes names for the bus of what may not stand in one. */
function escaped(domain: string): string {
  return domain.replaceAll(/[^A-Za-z0-9_]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}`)
}
