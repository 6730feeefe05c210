import type { FactorName } from '@keyturn/contract'
import { lazy, Suspense, useLayoutEffect, useRef, useState, type ComponentType } from 'react'
import { Failure, Notice, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import type { AnswerProps, ProofFormProps } from './answer.ts'
import { AppCode } from './app-code.tsx'
import { TypedAnswer } from './typed-answer.tsx'

// Most people have an app or a code on paper; the other ways are loaded when somebody takes one.
const SentCode = lazy(async () => ({ default: (await import('./sent-code.tsx')).SentCode }))
const Passkey = lazy(async () => ({ default: (await import('./passkey.tsx')).Passkey }))
const Card = lazy(async () => ({ default: (await import('./card.tsx')).Card }))
const Approval = lazy(async () => ({ default: (await import('./approval.tsx')).Approval }))
const Questions = lazy(async () => ({ default: (await import('./questions.tsx')).Questions }))

const forms: Readonly<Record<FactorName, ComponentType<AnswerProps>>> = {
  passkey: Passkey,
  'smart-card': Card,
  totp: AppCode,
  token: TypedAnswer,
  'access-pass': TypedAnswer,
  'recovery-code': TypedAnswer,
  radius: TypedAnswer,
  'mail-code': SentCode,
  'sms-code': SentCode,
  'manager-approval': Approval,
  'colleague-approval': Approval,
  questions: Questions,
}

/** One proof, for resets and for people who have signed in. */
export function ProofForm(props: ProofFormProps) {
  const { words } = useWords()
  const { factor, wrong, attempt, busy, error, more } = props
  const field = useRef<HTMLInputElement>(null)
  const Answer = forms[factor]
  // What was sent is not left standing, and a form under which an answer is on its way stays: another would begin anew.
  const [round, setRound] = useState(attempt)
  if (!busy && (wrong || more !== undefined) && attempt !== round) setRound(attempt)
  const asksAnew = wrong || more !== undefined
  // At once, or what is typed next goes nowhere.
  useLayoutEffect(() => {
    if (asksAnew && attempt > 0) field.current?.focus()
  }, [asksAnew, attempt])
  return (
    <>
      {wrong && (
        <Notice key={attempt} kind="bad">
          <p>{words.prove.wrong}</p>
        </Notice>
      )}
      <Failure error={error} />
      <Suspense fallback={<Waiting text={words.product.loading} />}>
        <Answer key={round} {...props} field={field} />
      </Suspense>
    </>
  )
}
