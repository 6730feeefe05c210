import type { Me } from '@keyturn/contract'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallFailed, proveForPerson } from '../../api/index.ts'
import { Failure, Page, Waiting } from '../../ui/index.ts'
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
  const { words } = useWords()
  const me = useMe()
  if (me.data === undefined) {
    return (
      <Page name="loading" title={title}>
        {me.isError ? <Failure error={me.error} /> : <Waiting text={words.product.loading} />}
        {me.isError && (
          <Button size="lg" fullWidth onClick={() => void me.refetch()}>
            {words.product.again}
          </Button>
        )}
      </Page>
    )
  }
  if (me.data === null) return <SignInForm text={text} onPassword={onPassword} />
  if (proof && me.data.mustProve) return <ProveMe me={me.data} />
  return children(me.data)
}

function ProveMe({ me }: { readonly me: Me }) {
  const { words } = useWords()
  const prove = useMyStep(proveForPerson)
  const factors = [...new Set(me.factors.map((one) => one.factor))]
  const factor = factors.includes('totp') ? 'totp' : 'recovery-code'
  const wrong = isWrong(prove.error)
  return (
    <Page name="prove-me" title={words.prove.title}>
      <p>{words.me.proveText}</p>
      <ProofForm
        factor={factor}
        wrong={wrong || (prove.data?.mustProve === true && !prove.isPending)}
        attempt={prove.submittedAt}
        busy={prove.isPending}
        error={wrong ? null : prove.error}
        onAnswer={(answer) => prove.mutate({ factor, answer })}
      />
    </Page>
  )
}

function isWrong(error: unknown): boolean {
  return (
    error instanceof CallFailed && (error.code === 'factor.refused' || error.code === 'sign-in.refused')
  )
}
