import type { RefreshView, ResetView, TriedResources } from '@keyturn/contract'
import { ButtonLink, HelpDesk, Notice, Page, TextButton } from '../../ui/index.ts'
import { say, useWords, type Words } from '../../words/index.ts'
import { Answer } from './answer.tsx'

interface DoneProps {
  readonly now: Extract<ResetView, { state: 'done' }>
  readonly onStartOver: () => void
}

/** What happened and was read back, who was told, and what to do at which computer. */
export function Done({ now, onStartOver }: DoneProps) {
  const { words, locale } = useWords()
  const reset = now.purpose === 'reset'
  const at = new Date(now.at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
  return (
    <Page name="done" title={reset ? words.done.title : words.done.titleUnlock}>
      <Notice kind="good">
        <p>
          {reset ? words.done.text : words.done.textUnlock} {words.done.at(at)}
        </p>
      </Notice>
      {reset && <Computer refresh={now.refresh} />}
      <section>
        <h2 id="next">{words.done.next}</h2>
        <ul className="kt-next" aria-labelledby="next">
          {nextSteps(now, words).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </section>
      <div className="kt-small">
        {now.notified.length === 0 && <p>{words.done.notNotified}</p>}
        {now.notified.length > 0 && (
          <p>
            {words.done.notified} {now.notified.join(', ')}.
          </p>
        )}
      </div>
      <ButtonLink to="/">{words.done.end}</ButtonLink>
      <div className="kt-links">
        <TextButton onClick={onStartOver}>{words.done.another}</TextButton>
      </div>
    </Page>
  )
}

function Computer({ refresh }: { readonly refresh: RefreshView }) {
  const { words } = useWords()
  switch (refresh.state) {
    case 'none':
      return null
    case 'response':
      return (
        <div aria-live="polite">
          <Answer device={refresh.device} response={refresh.response} />
        </div>
      )
    case 'waiting':
      return (
        <Notice kind="wait" title={words.done.waiting(refresh.device)}>
          <p>{words.done.waitingText}</p>
        </Notice>
      )
    case 'refreshed':
      return (
        <Notice kind="good" title={words.done.refreshed(refresh.device)}>
          <p>{words.done.refreshedText}</p>
          <Resources tried={refresh.resources} />
        </Notice>
      )
    case 'not-refreshed':
      return (
        <Notice kind="bad" title={words.done.notRefreshed(refresh.device)}>
          <p>
            {words.done.notRefreshedText} {say(words.codes, 'notRefreshed', refresh.why)}
          </p>
          <HelpDesk ifItStays={refresh.why !== 'statement-refused'} />
        </Notice>
      )
  }
}

/** What she can use from that computer now, and what to do about the rest. */
function Resources({ tried = [] }: { readonly tried: TriedResources | undefined }) {
  const { words } = useWords()
  const namesOf = (answers: boolean) =>
    tried
      .filter((one) => one.answers === answers)
      .map(({ name }) => name)
      .join(', ')
  const [here, away] = [namesOf(true), namesOf(false)]
  return (
    <>
      {here !== '' && <p>{words.done.resources.here(here)}</p>}
      {away !== '' && <p>{words.done.resources.away(away)}</p>}
    </>
  )
}

function nextSteps({ purpose, refresh }: DoneProps['now'], words: Words): readonly string[] {
  if (purpose === 'unlock') return [words.done.nextUnlock]
  switch (refresh.state) {
    case 'none':
      return [words.done.nextNone, words.done.phone]
    case 'not-refreshed':
      return [say(words.codes, 'notRefreshedNext', refresh.why), words.done.phone]
    case 'response':
    case 'waiting':
    case 'refreshed':
      return [words.done.phone]
  }
}
