import type { AuditLog } from '#audit'
import type { Directory } from '#directory'
import type { Route } from '#http'
import { createCampaigns } from './campaigns.ts'
import { createInventories, inventoryRoutes } from './inventory/index.ts'
import { createApprovals, type ApprovalsDeps } from './life/approvals.ts'
import { createDrafts } from './life/drafts.ts'
import { lifeRoutes } from './life/routes.ts'
import { createSteps } from './life/steps.ts'
import { campaignsRoutes } from './routes.ts'
import { createRuns, type RunsDeps } from './run/runs.ts'
import { openWays, type WaysDeps } from './ways/index.ts'
import { campaignProofRoutes, createCampaignProofs } from './verification/index.ts'
import type { Policy } from '#policy'

export interface OpenCampaigns extends Disposable {
  readonly routes: readonly Route[]
  /** What was under way when the server stopped goes on now and not within the minute. After `jobs.start`. */
  wake(): Promise<void>
}

export interface OpenCampaignsDeps extends Omit<ApprovalsDeps, 'policy' | 'targets' | 'audit'>, RunsDeps {
  readonly keys: WaysDeps['keys']
  readonly falling: WaysDeps['falling']
  readonly services: WaysDeps['services']
  readonly notify: WaysDeps['notify']
  readonly audit: AuditLog
  readonly directory: Directory
  readonly policy: Policy
}

/** Before `jobs.start`. */
export function openCampaigns(deps: OpenCampaignsDeps): OpenCampaigns {
  const runs = createRuns(deps)
  const ways = openWays(deps)
  const wake = async () => {
    await runs.wake()
    await ways.wake()
  }
  const campaigns = createCampaigns(deps)
  const life = {
    ...deps,
    drafts: createDrafts(deps),
    approvals: createApprovals(deps),
    steps: createSteps({ ...deps, runs: { wake } }),
  }
  return {
    routes: [
      ...campaignsRoutes(campaigns),
      ...lifeRoutes(life),
      ...ways.routes,
      ...campaignProofRoutes(createCampaignProofs(deps)),
      ...inventoryRoutes(createInventories(deps)),
    ],
    wake,
    [Symbol.dispose]: () => runs[Symbol.dispose](),
  }
}
