import type { Needs, Stage } from '../stage.ts'
import type { Telling } from '../telling.ts'

/** One way from a new password in the directory to the laptop in front of the person. */
export interface Path extends Needs {
  /** As the audit log names it. */
  readonly logged: string
  /** Where laptop1 is when Alice notices that she forgot, and what is left of the network there. */
  readonly scene: string
  /** Whether laptop1 is in the office while she resets. */
  readonly isInOffice: boolean
  /** Brings laptop1, agent and server to where the scene is. */
  prepare(stage: Stage): Promise<void>
  /** From the start of the reset to the agent's word that the laptop has the new password. */
  reset(stage: Stage, telling: Telling): Promise<void>
}

export const alicesNewPassword = 'Quiet-Lanterns-Over-7-Rivers'
