import { z } from 'zod'
import * as admin from './admin.ts'
import * as approval from './approval.ts'
import * as campaign from './campaign/planning.ts'
import { entraRoutes } from './campaign/entra.ts'
import { campaignProofRoutes, campaignRunRoutes, campaignWayRoutes } from './campaign/routes.ts'
import { bytes, empty, factorName, nothing } from './common.ts'
import * as desk from './desk.ts'
import * as device from './device.ts'
import * as factor from './factor.ts'
import * as checkIn from './fleet/check-in.ts'
import * as fleet from './fleet/logons.ts'
import * as incident from './fleet/incident.ts'
import { lockdownRoutes } from './lockdown/routes.ts'
import * as newPassword from './password.ts'
import * as person from './person.ts'
import * as policy from './policy.ts'
import { portalAbout } from './portal.ts'
import { choosePassword, goOn, launchId, resetView, startReset } from './reset.ts'
import { get, post, type Caller } from './routing/shape.ts'

export type { Caller } from './routing/shape.ts'

interface Shape<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly caller: Caller
  /** Body and answer are bytes of this type; else they are JSON. Errors are JSON everywhere. */
  readonly media?: string
  /** Of a body, which is JSON or bytes; else the server's usual limit holds. */
  readonly bodyBytes?: number
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly answer: Answer
}

/** What the body and the answer of a route are, if not JSON. */
export function bytesOf(name: RouteName): { readonly media: string; readonly bodyBytes: number } | undefined {
  const { media, bodyBytes = 0 }: Shape = routes[name]
  return media === undefined ? undefined : { media, bodyBytes }
}

/** How large a body of JSON may be, if not as large as usual. */
export function jsonBytesOf(name: RouteName): number | undefined {
  const { media, bodyBytes }: Shape = routes[name]
  return media === undefined ? bodyBytes : undefined
}

const health = z.object({ status: z.literal('ok'), version: z.string() })
const idParams = z.object({ id: z.string().max(64) })
const factorParams = z.object({ factor: factorName })
/** A wait is bounded so that a balancer in between does not cut it. */
const launchQuery = z.object({ waitSeconds: z.coerce.number().min(0).max(25).default(0) })
const pageQuery = z.object({
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
})

/** Every route of the product. The server mounts exactly these; a test compares. */
export const routes = {
  health: get('/api/health', 'anyone', health),
  'portal.about': get('/api/portal', 'anyone', portalAbout),

  /** MS-KKDCP: a KDC-PROXY-MESSAGE there and one back (protocols/kkdcp). */
  'kdc-proxy.pass': {
    ...post('/KdcProxy', 'anyone', bytes, bytes),
    media: 'application/kerberos',
    bodyBytes: 128 * 1024,
  },

  'reset.start': post('/api/reset', 'anyone', startReset, resetView),
  'reset.view': get('/api/reset', 'reset', resetView),
  'reset.challenge': post('/api/reset/challenge', 'reset', factor.askFactor, factor.challenge),
  'reset.challenge-state': {
    ...get('/api/reset/challenge/:factor', 'reset', factor.challengeState),
    params: factorParams,
  },
  'reset.prove': post('/api/reset/proof', 'reset', factor.answerFactor, resetView),
  'reset.choose': post('/api/reset/password', 'reset', choosePassword, resetView),
  'password.judge-in-reset': post(
    '/api/reset/password/judgement',
    'reset',
    newPassword.judgePassword,
    newPassword.judgement,
  ),
  'password.suggest-in-reset': post(
    '/api/reset/password/suggestion',
    'reset',
    newPassword.askSuggestion,
    newPassword.suggestion,
  ),
  'reset.unlock': post('/api/reset/unlock', 'reset', empty, resetView),
  /** Another reset begins with what was proved: the session is the new one's. */
  'reset.go-on': post('/api/reset/onward', 'reset', goOn, resetView),
  'reset.cancel': post('/api/reset/cancel', 'reset', empty, resetView),

  'alarm.raise': post('/api/not-me', 'anyone', factor.raiseAlarm, factor.alarmRaised),

  'person.sign-in': post('/api/sign-in', 'anyone', person.signIn, person.me),
  'person.challenge': post('/api/sign-in/challenge', 'person', factor.askFactor, factor.challenge),
  'person.challenge-state': {
    ...get('/api/sign-in/challenge/:factor', 'person', factor.challengeState),
    params: factorParams,
  },
  'person.prove': post('/api/sign-in/proof', 'person', factor.answerFactor, person.me),
  'person.sign-out': post('/api/sign-out', 'person', empty, nothing),
  'person.me': get('/api/me', 'person', person.me),
  'person.offer-factor': post('/api/me/factors', 'person', factor.offerFactor, factor.factorOffer),
  'person.confirm-factor': post('/api/me/factors/confirm', 'person', factor.confirmFactor, person.me),
  'person.rename-factor': {
    ...post('/api/me/factors/:id/name', 'person', factor.renameFactor, person.me),
    params: idParams,
  },
  'person.recovery-codes': post('/api/me/recovery-codes', 'person', empty, person.recoveryCodes),
  'person.remove-factor': {
    ...get('/api/me/factors/:id', 'person', person.me),
    method: 'DELETE',
    params: idParams,
  },
  'person.not-me': post('/api/me/not-me', 'person', empty, factor.alarmRaised),
  'person.readiness': get('/api/me/readiness', 'person', policy.readiness),
  'person.approvals': get('/api/me/approvals', 'person', approval.approvals),
  'person.approve': post('/api/me/approvals/decision', 'person', approval.decideApproval, approval.approvals),
  'person.mute-approvals': post(
    '/api/me/approvals/mute',
    'person',
    approval.muteApprovals,
    approval.approvals,
  ),
  'person.activity': get('/api/me/activity', 'person', person.activity),
  'person.policy': get('/api/me/password-policy', 'person', person.policyAnswer),
  'password.judge': post(
    '/api/me/password/judgement',
    'person',
    newPassword.judgePassword,
    newPassword.judgement,
  ),
  'password.suggest': post(
    '/api/me/password/suggestion',
    'person',
    newPassword.askSuggestion,
    newPassword.suggestion,
  ),
  'person.change': post('/api/me/password', 'person', person.changePassword, person.changed),

  'device.enrol': post('/api/devices', 'anyone', device.enrolDevice, device.deviceEnrolled),
  'device.launch': post('/api/device/launches', 'device', device.startLaunch, device.launched),
  'device.launch-view': {
    ...get('/api/device/launches/:launch', 'device', device.launchView),
    params: z.object({ launch: launchId }),
    query: launchQuery,
  },
  'device.report': post('/api/device/reports', 'device', device.refreshReport, nothing),
  'device.resources': post('/api/device/resources', 'device', device.resourcesReport, nothing),
  'device.no-network': get('/api/device/no-network', 'device', device.noNetworkAgreement),
  'device.freshness': post('/api/device/freshness', 'device', device.askFreshness, device.freshness),
  'device.check-in': post('/api/device/check-in', 'device', checkIn.checkIn, checkIn.checkedIn),
  'device.forgot': post('/api/device/forgotten', 'device', checkIn.forgetReport, nothing),
  'device.incident-report': post('/api/device/incident-reports', 'device', incident.incidentReport, nothing),
  'device.settings': get('/api/device/settings', 'device', device.deviceSettings),
  'device.tunnel-certificate': post(
    '/api/device/tunnel-certificates',
    'device',
    device.askCertificate,
    device.tunnelCertificate,
  ),

  'admin.policy-explain': post(
    '/api/admin/policy/explain',
    'local',
    policy.explainPolicy,
    policy.policyExplanation,
  ),
  'admin.policy-coverage': post(
    '/api/admin/policy/coverage',
    'local',
    policy.coverPolicy,
    policy.policyCoverage,
  ),
  /** Reads the directory and writes nothing to it. */
  'admin.campaign-plan': {
    ...post('/api/admin/campaigns/plan', 'local', campaign.askCampaignPlan, campaign.campaignPlanned),
    bodyBytes: campaign.campaignBodyBytes,
  },
  'admin.campaign-simulate': {
    ...post(
      '/api/admin/campaigns/simulation',
      'local',
      campaign.askCampaignSimulation,
      campaign.campaignSimulated,
    ),
    bodyBytes: campaign.campaignBodyBytes,
  },
  ...campaignRunRoutes,
  ...campaignWayRoutes,
  ...campaignProofRoutes,
  ...entraRoutes,
  ...lockdownRoutes,
  'admin.device-key': post('/api/admin/device-keys', 'local', admin.makeDeviceKey, admin.deviceKey),
  'admin.devices': get('/api/admin/devices', 'local', admin.devices),
  'admin.device-remove': {
    ...post('/api/admin/devices/:id/remove', 'local', empty, admin.deviceRemoved),
    params: idParams,
  },
  'admin.device-logons': {
    ...get('/api/admin/device-logons', 'local', fleet.fleetPage),
    query: fleet.fleetQuery,
  },
  'admin.device-forget': post('/api/admin/device-forget', 'local', fleet.orderForget, fleet.forgetOrdered),
  'admin.device-incident': {
    ...post('/api/admin/device-incidents', 'local', incident.orderIncident, incident.incidentOrdered),
    bodyBytes: 6 * 1024 * 1024,
  },
  'admin.device-incidents': {
    ...get('/api/admin/device-incidents', 'local', incident.incidentPage),
    query: incident.incidentQuery,
  },
  'admin.device-assign': post('/api/admin/device-assign', 'local', fleet.assignDevice, fleet.deviceAssigned),
  'admin.device-settings': post(
    '/api/admin/device-settings',
    'local',
    device.setDeviceSettings,
    device.deviceSettingsSet,
  ),
  'admin.tunnel-ca': get('/api/admin/tunnel-ca', 'local', device.tunnelCa),
  'admin.factors': post('/api/admin/factors', 'local', desk.ofAccount, desk.factorsOfAccount),
  'admin.factor-remove': post('/api/admin/factors/remove', 'local', desk.removeFactorOf, desk.done),
  'admin.factors-freeze': post('/api/admin/factors/freeze', 'local', desk.ofAccount, desk.done),
  'admin.factors-thaw': post('/api/admin/factors/thaw', 'local', desk.ofAccount, desk.done),
  'admin.factors-import': post(
    '/api/admin/factors/import',
    'local',
    desk.importFactors,
    desk.factorsImported,
  ),
  'admin.factors-unenrol': post('/api/admin/factors/unenrol', 'local', desk.unenrol, desk.unenrolled),
  'admin.tokens': get('/api/admin/tokens', 'local', desk.tokens),
  'admin.tokens-import': post('/api/admin/tokens', 'local', desk.importTokens, desk.tokensImported),
  'admin.token-assign': post('/api/admin/tokens/assign', 'local', desk.assignToken, desk.tokenAssigned),
  'admin.token-revoke': post('/api/admin/tokens/revoke', 'local', desk.ofToken, desk.done),
  'admin.passes': get('/api/admin/access-passes', 'local', admin.passes),
  'admin.pass-issue': post('/api/admin/access-passes', 'local', admin.issuePass, admin.passIssued),
  'admin.pass-revoke': post('/api/admin/access-passes/revoke', 'local', admin.revokePass, admin.passRevoked),
  'admin.audit-entries': { ...get('/api/admin/audit/entries', 'local', admin.auditPage), query: pageQuery },
  'admin.audit-checkpoint': get('/api/admin/audit/checkpoint', 'local', admin.auditCheckpoint),
} as const satisfies Record<string, Shape>

export type RouteName = keyof typeof routes
export type RouteParams<N extends RouteName> = z.infer<(typeof routes)[N]['params']>
export type RouteQuery<N extends RouteName> = z.infer<(typeof routes)[N]['query']>
export type RouteBody<N extends RouteName> = z.infer<(typeof routes)[N]['body']>
/** What a client may send: before defaults are filled in. */
export type RouteInput<N extends RouteName> = z.input<(typeof routes)[N]['body']>
export type RouteAnswer<N extends RouteName> = z.infer<(typeof routes)[N]['answer']>
