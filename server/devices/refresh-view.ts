import type { RefreshView } from '@keyturn/contract'
import { isSilent, type LaunchState } from './state.ts'

/** How a launch looks to the person in the portal. Pure. */
export function viewOf(now: LaunchState, device: string, at: Date): RefreshView {
  switch (now.state) {
    case 'waiting':
    case 'claimed':
    case 'held':
    case 'released':
      return { state: 'waiting', device }
    case 'fetched':
      if (now.report?.refreshed === true) {
        return { state: 'refreshed', device, ...(now.resources && { resources: now.resources }) }
      }
      if (now.report?.refreshed === false) return { state: 'not-refreshed', device, why: now.report.why }
      return isSilent(now, at)
        ? { state: 'not-refreshed', device, why: 'interrupted' }
        : { state: 'waiting', device }
    case 'ended':
      if (now.why === 'refused') return { state: 'none' }
      return {
        state: 'not-refreshed',
        device,
        why: now.why === 'not-cached-here' ? 'not-cached-here' : 'interrupted',
      }
  }
}
