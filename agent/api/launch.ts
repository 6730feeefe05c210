import { generateKeyPairSync } from 'node:crypto'
import type { LaunchView } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { rawPublicKey } from '@keyturn/protocols/refresh'
import { pause } from '../system/pause.ts'
import type { Screen } from '../screen/index.ts'
import { Refused } from './exchange.ts'
import type { ServerApi } from './server-api.ts'
import type { OpenLaunch } from '../statement-check.ts'

export type Ended = Exclude<LaunchView, { state: 'waiting' }>

const waitSeconds = 25
const retryMs = 2_000
const startTries = 30

/**
 * A launch at the server, with a sealing key that lives in this process only.
 *
 * @throws {Refused} as the server refused it; {Error} when it was not reached for a minute.
 */
export async function startLaunch(
  accounts: readonly Sid[],
  api: ServerApi,
  screen: Screen,
  signal: AbortSignal,
): Promise<OpenLaunch & { readonly portal: string }> {
  const { privateKey: sealingKey, publicKey } = generateKeyPairSync('x25519')
  const body = { sealingKey: rawPublicKey(publicKey), accounts: [...accounts] }
  const started = await reached(() => api.call('device.launch', { body, signal }), screen, signal)
  const { launch: id, nonce, created, expires, portal } = started
  return { id, nonce, created: new Date(created), expires: new Date(expires), sealingKey, portal }
}

async function reached<T>(ask: () => Promise<T>, screen: Screen, signal: AbortSignal): Promise<T> {
  for (let left = startTries; ; left--) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof Refused || signal.aborted || left === 0) throw error
      screen.show({ what: 'server-away' })
      await pause(retryMs, signal)
    }
  }
}

/** Until the reset at this launch ended, however. The server may be away meanwhile. undefined: `signal` fired. */
export async function awaitEnd(
  { id, expires }: OpenLaunch,
  api: ServerApi,
  screen: Screen,
  signal: AbortSignal,
): Promise<Ended | undefined> {
  while (!signal.aborted) {
    try {
      const options = { params: { launch: id }, query: { waitSeconds }, signal }
      const view = await api.call('device.launch-view', options)
      if (view.state !== 'waiting') return view
    } catch (error) {
      if (error instanceof Refused && error.status === 410) return { state: 'ended', why: 'late' }
      if (signal.aborted) return undefined
      // A little longer than the launch lives: then its answer can only be that it is late.
      if (api.now().getTime() > expires.getTime() + 60_000) return { state: 'ended', why: 'late' }
      screen.show({ what: 'server-away' })
      await pause(retryMs, signal)
    }
  }
  return undefined
}
