import type { PasswordProblem, RouteAnswer } from '@keyturn/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CallFailed, changePassword, judgePassword, suggestPassword, viewPolicy } from '../../api/index.ts'
import { ButtonLink, Failure, Notice, Page, PasswordField, TextLink, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { NewPassword } from '../new-password/form.tsx'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useSignedOutCheck } from '../sign-in/use-me.ts'

export function ChangePage() {
  const { words } = useWords()
  /** Typed a moment ago to sign in; asking for it twice would only vex. A reload forgets it. */
  const [typed, setTyped] = useState<string>()
  return (
    <SignedIn title={words.change.title} text={words.signIn.textChange} proof={false} onPassword={setTyped}>
      {(me) => <Change account={me.name} typed={typed} />}
    </SignedIn>
  )
}

function Change({ account, typed }: { readonly account: string; readonly typed: string | undefined }) {
  const { words } = useWords()
  const [old, setOld] = useState(typed ?? '')
  const [lacksOld, setLacksOld] = useState(false)
  const onError = useSignedOutCheck()
  const policy = useQuery({ queryKey: ['policy'], queryFn: viewPolicy, refetchOnWindowFocus: false })
  const change = useMutation({ mutationFn: changePassword, onError, gcTime: 0 })
  if (change.data?.changed === true) return <Changed />
  if (change.error instanceof CallFailed && change.error.code === 'directory.unknown-outcome') {
    return <Unknown />
  }
  const problems = problemsOf(change.data)
  const asksOld = typed === undefined || problems.includes('wrong-old-password')
  return (
    <Page name="change" title={words.change.title}>
      <Failure error={policy.error} />
      {policy.isPending && <Waiting text={words.product.loading} />}
      {policy.data !== undefined && (
        <NewPassword
          account={account}
          policy={policy.data.policy}
          problems={problems}
          attempt={change.submittedAt}
          unchanged
          minAgeCounts
          busy={change.isPending}
          error={change.error}
          submit={words.change.next}
          judge={judgePassword}
          suggest={suggestPassword}
          before={
            asksOld && (
              <PasswordField
                label={words.password.oldLabel}
                hint={words.password.currentHint}
                error={lacksOld && old === '' ? words.password.emptyOld : undefined}
                value={old}
                onChange={setOld}
                autoComplete="current-password"
              />
            )
          }
          onChosen={(newPassword) => {
            setLacksOld(old === '')
            if (old !== '') change.mutate({ oldPassword: old, newPassword })
          }}
        />
      )}
      <div className="kt-links">
        <TextLink to="/">{words.password.cancel}</TextLink>
      </div>
    </Page>
  )
}

function problemsOf(answer: RouteAnswer<'person.change'> | undefined): readonly PasswordProblem[] {
  return answer?.changed === false ? answer.problems : []
}

function Changed() {
  const { words } = useWords()
  return (
    <Page name="changed" title={words.change.doneTitle}>
      <Notice kind="good">
        <p>{words.change.doneText}</p>
      </Notice>
      <ButtonLink to="/">{words.done.end}</ButtonLink>
    </Page>
  )
}

function Unknown() {
  const { words } = useWords()
  return (
    <Page name="change-unknown" title={words.change.unknownTitle}>
      <Notice kind="wait">
        <p>{words.change.unknownText}</p>
      </Notice>
      <ButtonLink to="/">{words.product.toStart}</ButtonLink>
    </Page>
  )
}
