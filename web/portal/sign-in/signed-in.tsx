import type { FactorName, Me } from '@keyturn/contract'
import { useState, type ReactNode } from 'react'
import { CallFailed, challengeForPerson, isReadyForPerson, proveForPerson } from '../../api/index.ts'
import { ButtonLink, ChoiceButton, Page, TextButton, Unanswered } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import { cardShown } from '../proof/card-fragment.ts'
import { ProofForm } from '../proof/proof-form.tsx'
import { ways } from '../proof/ways.ts'
import { SignInForm } from './form.tsx'
import { useSignOut } from './sign-out.ts'
import { useMe, useMyStep } from './use-me.ts'

interface SignedInProps {
  readonly title: string
  /** Why signing in is asked for. */
  readonly text: string
  /** Touching one's own proofs asks for one of them. */
  readonly proof: boolean
  /** The password just typed, for a page that needs it again. It stays in the page's memory and goes with it. */
  readonly onPassword?: (password: string) => void
  /** A page on which proofs are set up: it stays open after the deadline for that. */
  readonly enrolling?: boolean
  readonly children: (me: Me) => ReactNode
}

/**
 * A page behind the current password. Whoever is not signed in, or no longer, signs in right here: the address stays,
 * so that reload, back and an ended session all lead to where the person wanted to be.
 */
export function SignedIn({ title, text, proof, onPassword, enrolling = false, children }: SignedInProps) {
  const me = useMe()
  if (me.data === undefined) {
    return <Unanswered title={title} error={me.error} onAgain={() => void me.refetch()} />
  }
  if (me.data === null) return <SignInForm text={text} onPassword={onPassword} />
  if (proof && me.data.mustProve) return <ProveMe me={me.data} />
  if (!enrolling && isLate(me.data)) return <EnrolFirst />
  return children(me.data)
}

const isLate = ({ enrolBy, frozen, mustProve }: Me) =>
  enrolBy !== null && !frozen && !mustProve && new Date(enrolBy) < new Date()

/** After the deadline that comes before anything else here. */
function EnrolFirst() {
  const { words } = useWords()
  const signOut = useSignOut()
  return (
    <Page name="enrol-first" title={words.add.first}>
      <p>{words.add.firstText}</p>
      <ButtonLink to="/me/add">{words.me.add}</ButtonLink>
      <div className="kt-links">
        <TextButton onClick={signOut}>{words.signIn.out}</TextButton>
      </div>
    </Page>
  )
}

function ProveMe({ me }: { readonly me: Me }) {
  const { words } = useWords()
  const prove = useMyStep(proveForPerson)
  const mine = ways.filter(
    (name) => !me.proved.includes(name) && me.factors.some(({ factor }) => factor === name),
  )
  const [chosen, setChosen] = useState<FactorName | undefined>(
    cardShown().state === 'none' ? undefined : 'smart-card',
  )
  const [isChoosing, setChoosing] = useState(false)
  const factor = chosen !== undefined && mine.includes(chosen) ? chosen : (mine[0] ?? 'totp')
  const wrong = isWrong(prove.error)
  const choose = (name: FactorName) => {
    prove.reset()
    setChosen(name)
    setChoosing(false)
  }
  if (isChoosing) return <ChooseMine factors={mine} onChoose={choose} />
  return (
    <Page
      name={`prove-me-${factor}`}
      title={me.proved.length > 0 ? words.prove.titleMore : words.prove.title}
    >
      <p>{words.me.proveText}</p>
      <ProofForm
        key={`${factor}-${me.proved.length}`}
        factor={factor}
        wrong={wrong}
        attempt={prove.submittedAt}
        busy={prove.isPending}
        error={wrong ? null : prove.error}
        more={me.challenge}
        begin={challengeForPerson}
        isReady={isReadyForPerson}
        onAnswer={(answer) => prove.mutate({ factor, answer })}
      />
      {mine.length > 1 && (
        <div className="kt-links">
          <TextButton onClick={() => setChoosing(true)}>{words.prove.other}</TextButton>
        </div>
      )}
    </Page>
  )
}

/** Another one of her own ways. */
export function ChooseMine(props: {
  readonly factors: readonly FactorName[]
  readonly onChoose: (factor: FactorName) => void
}) {
  const { words } = useWords()
  return (
    <Page name="choose-mine" title={words.prove.choose}>
      <ul className="kt-choices">
        {props.factors.map((factor) => (
          <li key={factor}>
            <ChoiceButton
              title={say(words.codes, 'factor', factor)}
              text={words.prove.have[factor]}
              onClick={() => props.onChoose(factor)}
            />
          </li>
        ))}
      </ul>
    </Page>
  )
}

export function isWrong(error: unknown): boolean {
  return error instanceof CallFailed && error.code === 'factor.refused'
}
