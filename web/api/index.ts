/**
 * The HTTP API as the pages use it: one function for each route, typed by the contract, failures as codes. Types
 * only come from the contract: zod stays out of the browser. It must not know what a page looks like or says.
 */
import type { FactorName, RouteAnswer, RouteInput, RouteName } from '@keyturn/contract'
import { call } from './call.ts'

export { CallFailed, type FailureCode } from './call.ts'

export const viewPortal = get('portal.about', '/api/portal')

export const startReset = post('reset.start', '/api/reset')
export const viewReset = get('reset.view', '/api/reset')
export const challengeForReset = post('reset.challenge', '/api/reset/challenge')
export const proveForReset = post('reset.prove', '/api/reset/proof')
export const choosePassword = post('reset.choose', '/api/reset/password')
export const judgeInReset = post('password.judge-in-reset', '/api/reset/password/judgement')
export const suggestInReset = post('password.suggest-in-reset', '/api/reset/password/suggestion')
export const unlock = post('reset.unlock', '/api/reset/unlock')
export const goOnFromTold = post('reset.go-on', '/api/reset/onward')
export const cancelReset = post('reset.cancel', '/api/reset/cancel')

export const signIn = post('person.sign-in', '/api/sign-in')
export const challengeForPerson = post('person.challenge', '/api/sign-in/challenge')
export const proveForPerson = post('person.prove', '/api/sign-in/proof')
export const signOut = post('person.sign-out', '/api/sign-out')
export const viewMe = get('person.me', '/api/me')
export const offerFactor = post('person.offer-factor', '/api/me/factors')
export const confirmFactor = post('person.confirm-factor', '/api/me/factors/confirm')
export const issueRecoveryCodes = post('person.recovery-codes', '/api/me/recovery-codes')
export const viewReadiness = get('person.readiness', '/api/me/readiness')
export const viewApprovals = get('person.approvals', '/api/me/approvals')
export const decideApproval = post('person.approve', '/api/me/approvals/decision')
export const muteApprovals = post('person.mute-approvals', '/api/me/approvals/mute')
export const viewCampaigns = get('person.campaigns', '/api/me/campaigns')
export const approveCampaign = post('person.campaign-approve', '/api/me/campaigns/approval')
export const withdrawCampaign = post('person.campaign-withdraw', '/api/me/campaigns/withdrawal')
export const campaignProgress = post('person.campaign-progress', '/api/me/campaigns/progress')
export const tryCampaignWaves = post('person.campaign-waves', '/api/me/campaigns/waves')
export const viewLockdown = get('person.lockdown', '/api/me/lockdown')
export const wishLockdown = post('person.lockdown-wish', '/api/me/lockdown/wish')
export const withdrawLockdownWish = post('person.lockdown-withdraw', '/api/me/lockdown/withdrawal')
export const notMe = post('person.not-me', '/api/me/not-me')
export const raiseAlarm = post('alarm.raise', '/api/not-me')
export const viewActivity = get('person.activity', '/api/me/activity')
export const viewPolicy = get('person.policy', '/api/me/password-policy')
export const changePassword = post('person.change', '/api/me/password')
export const judgePassword = post('password.judge', '/api/me/password/judgement')
export const suggestPassword = post('password.suggest', '/api/me/password/suggestion')

export const isReadyForReset = ready('reset.challenge-state', '/api/reset/challenge')
export const isReadyForPerson = ready('person.challenge-state', '/api/sign-in/challenge')

export function renameFactor({
  id,
  name,
}: {
  id: string
  name: string
}): Promise<RouteAnswer<'person.rename-factor'>> {
  return call('POST', `/api/me/factors/${encodeURIComponent(id)}/name`, { name })
}

export function removeFactor(id: string): Promise<RouteAnswer<'person.remove-factor'>> {
  return call('DELETE', `/api/me/factors/${encodeURIComponent(id)}`)
}

function get<N extends RouteName>(_name: N, path: string): () => Promise<RouteAnswer<N>> {
  return () => call('GET', path)
}

function post<N extends RouteName>(_name: N, path: string): (body: RouteInput<N>) => Promise<RouteAnswer<N>> {
  return (body) => call('POST', path, body)
}

function ready(
  _name: 'reset.challenge-state' | 'person.challenge-state',
  path: string,
): (factor: FactorName) => Promise<boolean> {
  return async (factor) => {
    const { ready: isReady } = await call<RouteAnswer<typeof _name>>(
      'GET',
      `${path}/${encodeURIComponent(factor)}`,
    )
    return isReady
  }
}
