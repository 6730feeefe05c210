import { join } from 'node:path'
import { createCampaignScope } from '#campaigns'
import {
  createChallengeStore,
  createDevices,
  createDeviceSettingsStore,
  createFleetStore,
  createIncidentStore,
  createDeviceStore,
  loadNoNetworkKeys,
  loadSigningKey,
  type Devices,
} from '#devices'
import { systemRandom } from '#kernel'
import type { ChangesDeps } from '#passwords'
import { createTunnels, createTunnelStore, loadTunnelCa, type Tunnels } from '#tunnels'
import { effects, type Ground } from './ground.ts'

/** The part of the composition root that is about the computers in front of people. */

export async function buildDevices(ground: Ground): Promise<Devices> {
  const { config, storage } = ground
  const inState = (name: string) => join(config.stateDirectory, name)
  const store = createDeviceStore(storage)
  return createDevices({
    ...ground,
    ...effects,
    store,
    settingsStore: createDeviceSettingsStore(storage),
    challenges: createChallengeStore(storage, store),
    fleetStore: createFleetStore(storage, store),
    fleetSettings: config.devices,
    incidentStore: createIncidentStore(storage),
    campaignAccounts: createCampaignScope(storage.tables()),
    noNetworkKeys: await loadNoNetworkKeys(inState('no-network.key'), systemRandom),
    signingKey: await loadSigningKey(inState('statements.key'), systemRandom),
    portal: config.publicUrl,
  })
}

export async function buildTunnels(
  { config, storage, audit }: Ground,
  { launches }: Pick<Devices, 'launches'>,
): Promise<Tunnels> {
  const file = join(config.stateDirectory, 'tunnel-ca.pem')
  return createTunnels({
    ...effects,
    audit,
    launches,
    store: createTunnelStore(storage),
    ca: config.tunnels && (await loadTunnelCa(file, effects)),
    dangerouslyBeforeReset: config.tunnels?.dangerouslyBeforeReset ?? false,
  })
}

/** All computers of whoever changes a password that she knows may follow, as after a reset at none of them. */
export function holdForChange({ orders }: Pick<Devices, 'orders'>): ChangesDeps['hold'] {
  return async (account, password) => {
    const held = await orders.hold(null, account, password)
    if (held === undefined) return undefined
    return {
      release: (written, origin) => orders.release(held, written, origin),
      discard: () => orders.discard(held),
    }
  }
}
