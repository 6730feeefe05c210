import type { DoctorCheck, DoctorCommand, Finding, FindingState } from '@keyturn/contract'

export interface Verdict {
  readonly state: FindingState
  readonly says: string
  readonly advice?: string
  readonly commands?: readonly DoctorCommand[]
}

export function finding(id: DoctorCheck, of: string, verdict: Verdict): Finding {
  const { state, says, advice = null, commands = [] } = verdict
  return { id, of, state, says, advice, commands: [...commands] }
}

export const ok = (says: string): Verdict => ({ state: 'ok', says })
export const warn = (says: string, advice: string): Verdict => ({ state: 'warn', says, advice })
export const fail = (says: string, advice: string): Verdict => ({ state: 'fail', says, advice })
export const unknown = (says: string, advice: string): Verdict => ({ state: 'unknown', says, advice })

/** `a, b, c and 4 more`. */
export function some(all: readonly string[], most = 3): string {
  const shown = all.slice(0, most).join(', ')
  return all.length > most ? `${shown} and ${all.length - most} more` : shown
}

const dayMs = 86_400_000

export function daysUntil(date: Date, now: Date): number {
  return Math.floor((date.getTime() - now.getTime()) / dayMs)
}

export const dayOf = (date: Date) => date.toISOString().slice(0, 10)
