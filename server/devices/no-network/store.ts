import type { Device } from '../store.ts'
import type { ChallengeState } from './state.ts'

/** One challenge of one device. */
export interface ChallengeKey {
  readonly device: string
  readonly nonce: string
}

export interface ChallengeStore {
  /** Those whose id begins so; nearly always one or none. */
  devicesBeginning(id: string): Promise<readonly Device[]>
  findDevice(id: string): Promise<Device | undefined>
  /** `open` for one that was never heard of. */
  findChallenge(key: ChallengeKey): Promise<ChallengeState>
  /** Changes one atomically; others wait meanwhile. `change` is pure. undefined: no such device. */
  updateChallenge(
    key: ChallengeKey,
    at: Date,
    change: (now: ChallengeState) => ChallengeState,
  ): Promise<ChallengeState | undefined>
  /** Those that hold or show a response. */
  openChallenges(): Promise<readonly ChallengeKey[]>
  /** Forgets those that were first heard of before. */
  forgetChallenges(before: Date): Promise<void>
}
