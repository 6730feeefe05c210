import type { Challenge, FactorName } from '@keyturn/contract'
import type { RefObject } from 'react'

/** What a proof needs of the page it is on: a reset, or one's own factors. */
export interface ProofSteps {
  readonly begin: (ask: { readonly factor: FactorName; readonly whom?: string }) => Promise<Challenge>
  readonly isReady: (factor: FactorName) => Promise<boolean>
  readonly onAnswer: (answer: string) => void
}

export interface ProofFormProps extends ProofSteps {
  readonly factor: FactorName
  /** The last answer was wrong. */
  readonly wrong: boolean
  /** Another number for each answer sent, so that a second wrong one is said again. */
  readonly attempt: number
  readonly busy: boolean
  readonly error: unknown
  /** Right so far, and one more answer is needed. */
  readonly more?: Challenge | undefined
}

/** What each form gets: `field` has the focus after a wrong answer. */
export interface AnswerProps extends Omit<ProofFormProps, 'error'> {
  readonly field: RefObject<HTMLInputElement | null>
}
