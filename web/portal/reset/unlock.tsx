import type { ResetView } from '@keyturn/contract'
import { unlock } from '../../api/index.ts'
import { ButtonLink, Failure, Page, Submit, TextButton, TextLink } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { useStep } from './use-reset.ts'

interface UnlockProps {
  readonly now: Extract<ResetView, { state: 'choosing' }>
  /** The computer in front of her: it goes along where she turns to a new password. */
  readonly launch: string | undefined
}

export function Unlock({ now, launch }: UnlockProps) {
  const { words } = useWords()
  const step = useStep(unlock)
  const act = () => step.mutate({})
  if (!now.locked) {
    return (
      <Page name="not-locked" title={words.unlock.notLocked}>
        <Failure error={step.error} />
        <p>{words.unlock.notLockedText}</p>
        <ButtonLink to="/reset" search={{ launch }}>
          {words.unlock.reset}
        </ButtonLink>
        <div className="kt-links">
          <TextButton disabled={step.isPending} onClick={act}>
            {words.unlock.anyway}
          </TextButton>
        </div>
      </Page>
    )
  }
  return (
    <Page name="unlock" title={words.unlock.title} step={{ now: 3, all: 3 }} device={now.device}>
      <Failure error={step.error} />
      <p>{words.unlock.text(now.account.displayName)}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          act()
        }}
      >
        <Submit busy={step.isPending}>{words.unlock.next}</Submit>
      </form>
      <div className="kt-links">
        <TextLink to="/reset" search={{ launch }}>
          {words.unlock.reset}
        </TextLink>
      </div>
    </Page>
  )
}
