import { createCampaignStores, openCampaigns, type OpenCampaigns } from '#campaigns'
import { openEntra, type Entra } from '#entra'
import type { Factors } from '#factors'
import { createKdcs, usualPorts } from '#kdcproxy'
import type { Notify } from '#notify'
import type { Watch } from '#lockdown'
import type { Policy } from '#policy'
import { isOpen } from './closing.ts'
import { credentialOf } from './config/entra.ts'
import { effects, type Ground } from './ground.ts'

interface Parts {
  readonly factors: Pick<Factors, 'prover'>
  readonly policy: Policy
  readonly notify: Notify
  readonly entra: Entra | undefined
  readonly watch: Watch
}

export function buildCampaigns(ground: Ground, parts: Parts): OpenCampaigns {
  const { storage, config } = ground
  const { factors, policy, notify, entra, watch } = parts
  const kdcs = createKdcs({ ...ground, ports: usualPorts })
  return openCampaigns({
    ...ground,
    ...effects,
    prover: factors.prover,
    policy,
    notify,
    entra,
    portal: config.publicUrl,
    isOpen: () => isOpen(watch),
    askKdc: (framed) => kdcs.ask('kdc', framed, new AbortController().signal),
    ...createCampaignStores(storage),
    jobs: storage.jobs,
    holds: storage.holds,
  })
}

/** undefined: Entra ID is not configured, and nothing outside is asked. */
export async function buildEntra({ config: { entra }, log }: Ground): Promise<Entra | undefined> {
  return entra && openEntra({ ...entra, credential: credentialOf(entra) }, { ...effects, log })
}
