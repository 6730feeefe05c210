/**
 * The HTTP API as the pages use it: one function for each route, typed by the contract, failures as codes. Types
 * only come from the contract: zod stays out of the browser. It must not know what a page looks like or says.
 */
import type { RouteAnswer, RouteInput, RouteName } from '@keyturn/contract'
import { call } from './call.ts'

export { CallFailed, type FailureCode } from './call.ts'

export const viewPortal = get('portal.about', '/api/portal')

export const startReset = post('reset.start', '/api/reset')
export const viewReset = get('reset.view', '/api/reset')
export const proveForReset = post('reset.prove', '/api/reset/proof')
export const choosePassword = post('reset.choose', '/api/reset/password')
export const judgeInReset = post('password.judge-in-reset', '/api/reset/password/judgement')
export const suggestInReset = post('password.suggest-in-reset', '/api/reset/password/suggestion')
export const unlock = post('reset.unlock', '/api/reset/unlock')
export const cancelReset = post('reset.cancel', '/api/reset/cancel')

export const signIn = post('person.sign-in', '/api/sign-in')
export const proveForPerson = post('person.prove', '/api/sign-in/proof')
export const signOut = post('person.sign-out', '/api/sign-out')
export const viewMe = get('person.me', '/api/me')
export const offerFactor = post('person.offer-factor', '/api/me/factors')
export const confirmFactor = post('person.confirm-factor', '/api/me/factors/confirm')
export const issueRecoveryCodes = post('person.recovery-codes', '/api/me/recovery-codes')
export const viewActivity = get('person.activity', '/api/me/activity')
export const viewPolicy = get('person.policy', '/api/me/password-policy')
export const changePassword = post('person.change', '/api/me/password')
export const judgePassword = post('password.judge', '/api/me/password/judgement')
export const suggestPassword = post('password.suggest', '/api/me/password/suggestion')

export function removeFactor(id: string): Promise<RouteAnswer<'person.remove-factor'>> {
  return call('DELETE', `/api/me/factors/${encodeURIComponent(id)}`)
}

function get<N extends RouteName>(_name: N, path: string): () => Promise<RouteAnswer<N>> {
  return () => call('GET', path)
}

function post<N extends RouteName>(_name: N, path: string): (body: RouteInput<N>) => Promise<RouteAnswer<N>> {
  return (body) => call('POST', path, body)
}
