import type { Factor } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import type { FactorSettings } from '../settings.ts'
import { createFloodGate } from '../tries/floods.ts'
import { questionsPerApprover } from '../tries/limits.ts'
import type { TriesStore } from '../tries/store.ts'
import { createApprovals, type ApprovalsDeps } from './approvals.ts'
import { createColleagues, createManagers, type ColleaguesDeps, type ManagersDeps } from './approvers.ts'

export interface ApprovalFactorsDeps extends Omit<ApprovalsDeps, 'gate' | 'approvers' | 'directory' | 'log'> {
  readonly triesStore: Pick<TriesStore, 'countAlone'>
  readonly directory: ColleaguesDeps['directory'] & ManagersDeps['directory']
  readonly seal: ApprovalsDeps['seal'] & Pick<Seal, 'tag'>
  readonly log: ApprovalsDeps['log'] & ColleaguesDeps['log']
}

/** Those that are switched on. Before `jobs.start`. */
export function openApprovals(
  {
    managerApproval,
    colleagueApproval,
    distrustAttributesChangedAfter: distrustChangedAfter,
  }: FactorSettings,
  deps: ApprovalFactorsDeps,
): readonly Factor[] {
  // One for both: whoever is asked has one hour, not two.
  const gate = createFloodGate({ ...deps, store: deps.triesStore }, 'approver', questionsPerApprover)
  const managersVouch = managerApproval !== undefined
  const approvers = [
    ...(managerApproval ? [createManagers({ ...deps, distrustChangedAfter })] : []),
    ...(colleagueApproval
      ? [createColleagues({ ...deps, managersVouch, group: colleagueApproval.group })]
      : []),
  ]
  return approvers.map((one) => createApprovals({ ...deps, gate, approvers: one }))
}
