import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { AgentDeps } from './agent.ts'
import { Refused, whatAnswered } from './api/exchange.ts'
import { report } from './api/reports.ts'
import type { Config } from './config.ts'
import {
  agreementFile,
  fetchAgreement,
  openAgreement,
  openChallengeBook,
  resetWithoutNetwork,
} from './no-network/index.ts'
import type { Keyboard, Screen } from './screen/index.ts'
import { loadKeys } from './state/keys.ts'

export interface AloneDeps extends AgentDeps {
  readonly openKeyboard: () => Keyboard
}

type Place = Pick<Config, 'device' | 'serverKey' | 'stateDirectory'>

/** Without a link it fails at once; this is for a link that leads nowhere. */
const answerMs = 10_000

/**
 * Does the server answer, whatever it says? Where all of a reset happens in a tunnel, that is opened first. Whoever is in
 * its place, or shows a certificate whose time is not now, is not asked, and the person is told.
 */
export async function isServerInReach(
  { api, tunnels, screen }: Pick<AgentDeps, 'api' | 'tunnels' | 'screen'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (tunnels?.mode === 'full') return true
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerMs)])
  return await api.call('health', { signal: within }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refused) return true
      const answered = whatAnswered(error)
      if (answered === 'untimely') screen.show({ what: 'told', told: { cause: 'clock-odd', now: api.now() } })
      if (answered === 'other') screen.show({ what: 'told', told: { cause: 'captive' } })
      return false
    },
  )
}

/** The server, or at least a DC. */
export async function isAnybodyInReach(
  deps: Pick<AgentDeps, 'api' | 'reach' | 'tunnels' | 'screen'>,
  signal: AbortSignal,
): Promise<boolean> {
  return (await isServerInReach(deps, signal)) || (await deps.reach.dc(signal)) !== undefined
}

/** While the server is in reach: what will be needed on the day when it is not. */
export async function prepare(
  config: Place,
  api: Pick<AgentDeps['api'], 'call'>,
  signal: AbortSignal,
): Promise<boolean> {
  return fetchAgreement(agreementFile(config.stateDirectory), api, await pinned(config), signal)
}

/** @returns undefined if this computer was never prepared for it. */
export async function resetAlone(
  config: Place,
  deps: AloneDeps,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { device, stateDirectory } = config
  const agreed = await openAgreement(agreementFile(stateDirectory), await pinned(config))
  if (agreed === undefined) {
    deps.screen.show({ what: 'not-prepared' })
    return undefined
  }
  const challenges = await openChallengeBook(join(stateDirectory, 'no-network'), {
    device,
    secret: agreed.secret,
    random: randomBytes,
  })
  using keyboard = deps.openKeyboard()
  return await resetWithoutNetwork({ ...deps, agreed, challenges, keyboard }, signal)
}

/** The server hears what happened meanwhile. @returns whether it knows all. */
export async function tell(
  { book, api, screen }: Pick<AgentDeps, 'book' | 'api'> & { readonly screen: Screen },
  signal: AbortSignal,
): Promise<boolean> {
  const known = await report(book, api, null, signal)
  screen.show({ what: known ? 'told-all' : 'not-reported' })
  return known
}

async function pinned({ device, serverKey, stateDirectory }: Place) {
  const { sealing } = await loadKeys(stateDirectory)
  return { device, serverKey, sealing }
}
