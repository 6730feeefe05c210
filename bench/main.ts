/**
 * `npm run bench`: every figure that was promised, beside its peer in the same run. `npm run bench -- resets look-ups`
 * for some of them. What the figures mean, and what they were: docs/guide/performance.md.
 */
import { loadavg } from 'node:os'
import { benchAgentIdle } from './agent-idle.ts'
import { benchAudit } from './audit.ts'
import { benchBreached } from './breached/breached.ts'
import { benchCampaign } from './campaign/campaign.ts'
import { benchEntra } from './campaign/entra.ts'
import { benchProof } from './campaign/proof.ts'
import { benchCampaignRun } from './campaign/run.ts'
import { benchFactors } from './factors.ts'
import { say } from './figures.ts'
import { benchKdcProxy } from './kdc-proxy/kdc-proxy.ts'
import { benchLab } from './lab.ts'
import { benchLookUps } from './look-ups.ts'
import { benchMustChange } from './must-change.ts'
import { benchPolicy } from './policy/policy.ts'
import { benchPortal } from './portal.ts'
import { benchRefresh } from './refresh/refresh.ts'
import { benchResets } from './resets.ts'
import { benchFlood } from './server/flood.ts'
import { benchServer } from './server/server.ts'

const benches: Readonly<Record<string, () => Promise<void>>> = {
  portal: benchPortal,
  audit: benchAudit,
  breached: benchBreached,
  campaign: benchCampaign,
  proof: benchProof,
  'campaign-run': benchCampaignRun,
  entra: benchEntra,
  factors: benchFactors,
  lab: benchLab,
  'look-ups': benchLookUps,
  'must-change': benchMustChange,
  policy: benchPolicy,
  'agent-idle': benchAgentIdle,
  server: benchServer,
  flood: benchFlood,
  'kdc-proxy': benchKdcProxy,
  resets: benchResets,
  refresh: benchRefresh,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`)
  process.exit(2)
}
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  await bench()
  say(`load of the machine: ${loadavg()[0]?.toFixed(1)}`)
}
