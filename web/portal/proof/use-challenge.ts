import type { Challenge, FactorName } from '@keyturn/contract'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { ProofSteps } from './answer.ts'

/** Begins once when the form is there: a second code would make the first one worthless. */
export function useChallenge(factor: FactorName, begin: ProofSteps['begin']) {
  const challenge = useMutation({ mutationFn: () => begin({ factor }) })
  const { mutate } = challenge
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    mutate()
  }, [mutate])
  return challenge
}

export type Of<Kind extends Challenge['kind']> = Extract<Challenge, { kind: Kind }>

/** @throws {Error} for an answer that is none to this factor: the server is another one than this page is for. */
export function ofKind<Kind extends Challenge['kind']>(challenge: Challenge, kind: Kind): Of<Kind> {
  if (challenge.kind !== kind) throw new Error(`a challenge of ${challenge.kind}, not ${kind}`)
  return challenge as Of<Kind>
}
