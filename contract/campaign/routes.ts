import { nothing } from '../common.ts'
import { get, post } from '../routing/shape.ts'
import { campaignByHand } from './by-hand.ts'
import { campaignBodyBytes, campaignSchema, campaignSimulated } from './planning.ts'
import * as inventory from './inventory.ts'
import * as progress from './progress.ts'
import * as proof from './proof.ts'
import * as rehearsal from './rehearsal.ts'
import * as running from './running.ts'
import * as uses from './uses.ts'
import * as ways from './ways.ts'

/** Of a campaign that is kept: by whoever may open the local socket, and by its operators as persons. */
export const campaignRunRoutes = {
  'admin.campaign-draft': {
    ...post('/api/admin/campaigns', 'local', running.draftCampaign, running.campaignDrafted),
    bodyBytes: campaignBodyBytes,
  },
  'admin.campaign-simulate-kept': post(
    '/api/admin/campaigns/kept/simulation',
    'local',
    running.simulateCampaign,
    campaignSimulated,
  ),
  'admin.campaign-schema': get('/api/admin/campaigns/schema', 'local', campaignSchema),
  'admin.campaigns': get('/api/admin/campaigns', 'local', running.campaigns),
  'admin.campaign-show': post(
    '/api/admin/campaigns/shown',
    'local',
    running.ofCampaign,
    running.campaignShown,
  ),
  'admin.campaign-status': post(
    '/api/admin/campaigns/status',
    'local',
    running.ofCampaign,
    running.campaignStatus,
  ),
  'admin.campaign-step': post(
    '/api/admin/campaigns/step',
    'local',
    running.stepCampaign,
    running.campaignStepped,
  ),
  'admin.campaign-exempt': post(
    '/api/admin/campaigns/exemption',
    'local',
    running.exemptOf,
    running.accountsChanged,
  ),
  'admin.campaign-sign-off': post(
    '/api/admin/campaigns/sign-off',
    'local',
    running.signOff,
    running.accountsChanged,
  ),

  /** Of an operator: two of them approve, each by a proof of that moment. Whoever is none sees no campaigns. */
  'person.campaigns': get('/api/me/campaigns', 'person', running.ownCampaigns),
  'person.campaign-approve': post(
    '/api/me/campaigns/approval',
    'person',
    running.approveCampaign,
    running.campaignApproved,
  ),
  'person.campaign-withdraw': post(
    '/api/me/campaigns/withdrawal',
    'person',
    running.ofCampaign,
    running.campaignApproved,
  ),

  /** The console of its operators: how far it is, and what other waves would do. Nothing is changed by either. */
  'person.campaign-progress': post(
    '/api/me/campaigns/progress',
    'person',
    running.ofCampaign,
    progress.campaignProgress,
  ),
  'person.campaign-waves': post('/api/me/campaigns/waves', 'person', progress.tryWaves, progress.wavesTried),
  'admin.campaign-calls': post('/api/admin/campaigns/calls', 'local', progress.tellCalls, progress.callsTold),
} as const

/** Of the ways that are more than one write: what the administrator at the server does, and sees of them. */
export const campaignWayRoutes = {
  'admin.campaign-krbtgt': post('/api/admin/campaigns/krbtgt', 'local', ways.askKeyStep, ways.keyStep),
  'admin.campaign-ways': post('/api/admin/campaigns/ways', 'local', running.ofCampaign, ways.campaignWays),
  'admin.campaign-service': post(
    '/api/admin/campaigns/service',
    'local',
    ways.askService,
    ways.campaignService,
  ),
  'admin.campaign-by-hand': post('/api/admin/campaigns/by-hand', 'local', ways.askService, campaignByHand),
  'admin.campaign-owners': post('/api/admin/campaigns/owners', 'local', ways.askService, ways.ownersTold),
  'admin.campaign-rotate': post(
    '/api/admin/campaigns/rotation',
    'local',
    ways.rotateService,
    ways.serviceRotated,
  ),
} as const

/** These only read, on every DC and of every account. */
export const campaignProofRoutes = {
  'admin.campaign-verify': {
    ...post('/api/admin/campaigns/verification', 'local', proof.askCampaignProof, proof.campaignVerified),
    bodyBytes: campaignBodyBytes,
  },
  'admin.campaign-evidence': {
    ...post('/api/admin/campaigns/evidence', 'local', proof.askCampaignProof, proof.campaignEvidence),
    bodyBytes: campaignBodyBytes,
  },
  'admin.campaign-shape': {
    ...post('/api/admin/campaigns/shape', 'local', rehearsal.askShape, rehearsal.shapeRead),
    bodyBytes: campaignBodyBytes,
  },
  'admin.campaign-verify-kept': {
    ...post('/api/admin/campaigns/kept/verification', 'local', proof.askKeptProof, proof.campaignVerified),
    bodyBytes: campaignBodyBytes,
  },
  'admin.campaign-evidence-kept': {
    ...post('/api/admin/campaigns/kept/evidence', 'local', proof.askKeptProof, proof.campaignEvidence),
    bodyBytes: campaignBodyBytes,
  },
  'admin.inventory': post('/api/admin/inventory', 'local', inventory.askInventory, inventory.inventory),
  'admin.uses': {
    ...post('/api/admin/inventory/uses', 'local', uses.importUses, uses.usesImported),
    bodyBytes: campaignBodyBytes,
  },
  'device.uses': post('/api/device/uses', 'device', uses.deviceUses, nothing),
  'admin.hygiene': post('/api/admin/hygiene', 'local', inventory.askHygiene, inventory.hygiene),
}
