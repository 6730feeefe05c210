import { createCampaignStore, createTargetStore, openCampaigns } from '#campaigns'
import type { Factors } from '#factors'
import type { Notify } from '#notify'
import type { Policy } from '#policy'
import { effects, type Ground } from './ground.ts'

interface Parts {
  readonly factors: Pick<Factors, 'prover'>
  readonly policy: Policy
  readonly notify: Notify
}

export function buildCampaigns(ground: Ground, { factors: { prover }, policy, notify }: Parts) {
  const { storage, config } = ground
  return openCampaigns({
    ...ground,
    ...effects,
    prover,
    policy,
    notify,
    portal: config.publicUrl,
    store: createCampaignStore(storage.tables()),
    targets: createTargetStore(storage.tables()),
    jobs: storage.jobs,
  })
}
