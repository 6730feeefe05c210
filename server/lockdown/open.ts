import type { Route } from '#http'
import { createLetters, type LettersDeps } from './letters/letters.ts'
import { createLockdowns, type LockdownsDeps } from './lockdown.ts'
import { createOperators, type LockdownSettings } from './operators.ts'
import type { ReportDeps } from './report.ts'
import { lockdownRoutes } from './routes.ts'
import type { LetterStore } from './letters/store.ts'
import type { LockdownStore } from './store.ts'
import type { Directory } from '#directory'

export interface OpenLockdownDeps
  extends
    Omit<LockdownsDeps, 'operators' | 'holdMinutes' | 'hasPasses' | 'store'>,
    Omit<LettersDeps, 'store'>,
    ReportDeps {
  readonly settings: LockdownSettings
  readonly directory: LettersDeps['directory'] & Pick<Directory, 'groupsOf'>
  readonly store: LockdownStore
  readonly letterStore: LetterStore
}

/** Puts the module together. @returns its routes. */
export function openLockdown(deps: OpenLockdownDeps): readonly Route[] {
  const { settings, directory, passes } = deps
  const operators = createOperators(settings, directory)
  const hasPasses = passes !== undefined
  const lockdowns = createLockdowns({ ...deps, operators, hasPasses, holdMinutes: settings.holdMinutes })
  const letters = createLetters({ ...deps, store: deps.letterStore })
  return lockdownRoutes({ ...deps, lockdowns, letters })
}
