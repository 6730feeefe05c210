import type { Me } from '@keyturn/contract'
import { useState, type ReactNode } from 'react'
import { CallFailed, proveForPerson } from '../../api/index.ts'
import { Page, TextButton, Unanswered } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { ProofForm } from '../proof-form.tsx'
import { SignInForm } from './form.tsx'
import { useMe, useMyStep } from './use-me.ts'

interface SignedInProps {
  readonly title: string
  /** Why signing in is asked for. */
  readonly text: string
  /** Touching one's own proofs asks for one of them. */
  readonly proof: boolean
  /** The password just typed, for a page that needs it again. It stays in the page's memory and goes with it. */
  readonly onPassword?: (password: string) => void
  readonly children: (me: Me) => ReactNode
}

/**
 * A page behind the current password. Whoever is not signed in, or no longer, signs in right here: the address stays,
 * so that reload, back and an ended session all lead to where the person wanted to be.
 */
export function SignedIn({ title, text, proof, onPassword, children }: SignedInProps) {
  const me = useMe()
  if (me.data === undefined) {
    return <Unanswered title={title} error={me.error} onAgain={() => void me.refetch()} />
  }
  if (me.data === null) return <SignInForm text={text} onPassword={onPassword} />
  if (proof && me.data.mustProve) return <ProveMe me={me.data} />
  return children(me.data)
}

function ProveMe({ me }: { readonly me: Me }) {
  const { words } = useWords()
  const prove = useMyStep(proveForPerson)
  const mine = [...new Set(me.factors.map((one) => one.factor))].toSorted((a) => (a === 'totp' ? -1 : 1))
  const [factor, setFactor] = useState(mine[0] ?? 'totp')
  const other = mine.find((one) => one !== factor)
  const wrong = isWrong(prove.error)
  return (
    <Page name={`prove-me-${factor}`} title={words.prove.title}>
      <p>{words.me.proveText}</p>
      <ProofForm
        key={factor}
        factor={factor}
        wrong={wrong}
        attempt={prove.submittedAt}
        busy={prove.isPending}
        error={wrong ? null : prove.error}
        onAnswer={(answer) => prove.mutate({ factor, answer })}
      />
      {other !== undefined && (
        <div className="kt-links">
          <TextButton
            onClick={() => {
              prove.reset()
              setFactor(other)
            }}
          >
            {words.prove.other}
          </TextButton>
        </div>
      )}
    </Page>
  )
}

function isWrong(error: unknown): boolean {
  return error instanceof CallFailed && error.code === 'factor.refused'
}
