import type { ResetView } from '@keyturn/contract'
import { cancelReset, choosePassword, judgeInReset, suggestInReset } from '../../api/index.ts'
import { Failure, Notice, Page, TextButton } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { NewPassword } from '../new-password/form.tsx'
import { useStep } from './use-reset.ts'

export function Choose({ now }: { readonly now: Extract<ResetView, { state: 'choosing' }> }) {
  const { words } = useWords()
  const choose = useStep(choosePassword)
  const cancel = useStep(cancelReset)
  return (
    <Page
      name={now.interrupted ? 'choose-interrupted' : 'choose'}
      title={now.interrupted ? words.password.titleInterrupted : words.password.title}
      step={{ now: 3, all: 3 }}
      device={now.device}
    >
      {now.interrupted ? (
        <Notice kind="wait">
          <p>{words.password.interrupted}</p>
        </Notice>
      ) : (
        <p>
          {words.password.hello(now.account.displayName)} {now.locked && words.password.locked}
        </p>
      )}
      {/* Against the link of a launch at somebody else's computer, sent to the person whose password he wants. */}
      {now.device !== undefined && (
        <Notice kind="plain" title={words.password.learns(now.device)}>
          <p>{words.password.learnsText}</p>
        </Notice>
      )}
      {now.challengeUnknown === true && (
        <Notice kind="wait" title={words.noNetwork.unknown}>
          <p>{words.noNetwork.unknownText}</p>
        </Notice>
      )}
      <Failure error={cancel.error} />
      <NewPassword
        account={now.account.name}
        policy={now.policy}
        problems={now.problems}
        attempt={choose.submittedAt}
        unchanged={!now.interrupted}
        busy={choose.isPending}
        error={choose.error}
        submit={words.password.next}
        judge={judgeInReset}
        suggest={suggestInReset}
        onChosen={(password) => choose.mutate({ password })}
      />
      {!now.interrupted && (
        <div className="kt-links">
          <TextButton onClick={() => cancel.mutate({})}>{words.password.cancel}</TextButton>
        </div>
      )}
    </Page>
  )
}
