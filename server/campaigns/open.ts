import type { AuditLog } from '#audit'
import type { Directory } from '#directory'
import type { Route } from '#http'
import { createCampaigns } from './campaigns.ts'
import { consoleRoutes, createConsole, type ConsoleStore } from './console/index.ts'
import { createInventories, inventoryRoutes, type InventoriesDeps } from './inventory/index.ts'
import { createApprovals, type ApprovalsDeps } from './life/approvals.ts'
import { createDrafts } from './life/drafts.ts'
import { lifeRoutes } from './life/routes.ts'
import { createSteps } from './life/steps.ts'
import { createShapes, rehearsalRoutes } from './rehearsal/index.ts'
import { campaignsRoutes } from './routes.ts'
import { createRuns, type RunsDeps } from './run/runs.ts'
import type { UseStore } from './uses/index.ts'
import { createCloudRuns, type CloudRunsDeps } from './ways/entra/index.ts'
import { openWays, type WaysDeps } from './ways/index.ts'
import { campaignProofRoutes, createCampaignProofs, createKeptProofs } from './verification/index.ts'
import type { Policy } from '#policy'

export interface OpenCampaigns extends Disposable {
  readonly routes: readonly Route[]
  /** What was under way when the server stopped goes on now and not within the minute. After `jobs.start`. */
  wake(): Promise<void>
}

export interface OpenCampaignsDeps
  extends Omit<ApprovalsDeps, 'policy' | 'targets' | 'audit' | 'entra'>, RunsDeps, CloudRunsDeps {
  readonly keys: WaysDeps['keys']
  readonly falling: WaysDeps['falling']
  readonly services: WaysDeps['services']
  readonly audit: AuditLog
  readonly directory: Directory
  readonly policy: Policy
  readonly seen: ConsoleStore
  readonly uses: UseStore
  readonly askKdc: InventoriesDeps['askKdc']
  readonly random: InventoriesDeps['random']
}

/** Before `jobs.start`. */
export function openCampaigns(deps: OpenCampaignsDeps): OpenCampaigns {
  const runs = createRuns(deps)
  const cloudRuns = createCloudRuns(deps)
  const ways = openWays(deps)
  const wake = async () => {
    await runs.wake()
    await ways.wake()
  }
  const campaigns = createCampaigns(deps)
  const proofs = createCampaignProofs(deps)
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
      ...consoleRoutes({ ...deps, console: createConsole(deps) }),
      ...rehearsalRoutes(createShapes(deps)),
      ...campaignProofRoutes(proofs, createKeptProofs({ ...deps, proofs })),
      ...inventoryRoutes(createInventories(deps)),
    ],
    wake,
    [Symbol.dispose]() {
      runs[Symbol.dispose]()
      cloudRuns[Symbol.dispose]()
    },
  }
}
