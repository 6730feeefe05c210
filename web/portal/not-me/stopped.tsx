import { HelpDesk, Notice, Page, TextLink } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'

/** Whoever stopped it is told what holds now, and whom to call. */
export function Stopped() {
  const { words } = useWords()
  return (
    <Page name="not-me-done" title={words.notMe.doneTitle}>
      <Notice kind="good">
        <p>{words.notMe.done}</p>
      </Notice>
      <p>{words.notMe.next}</p>
      <HelpDesk />
      <div className="kt-links">
        <TextLink to="/">{words.product.toStart}</TextLink>
      </div>
    </Page>
  )
}
