import type { Hindrance, ResetView } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { go, hrefOf, type Search } from '../../address/index.ts'
import { cancelReset, goOnFromTold } from '../../api/index.ts'
import { Failure, HelpDesk, Notice, Page, TextButton, TextLink } from '../../ui/index.ts'
import { useWords, type Words } from '../../words/index.ts'
import { pathOf } from './purposes.ts'
import { useStartOver, useStep } from './use-reset.ts'

type Told = Extract<ResetView, { state: 'told' }>
type Onward = Told['onward'][number]

interface ToldProps {
  readonly now: Told
  readonly search: Search
}

/** What keeps her from logging on, and the one next step: of several the first, for it comes first. */
export function ToldWhy({ now, search }: ToldProps) {
  const { words, locale } = useWords()
  const step = useStep(goOnFromTold)
  const [first, ...others] = now.hindrances
  const next = nextOf(first, now.onward)
  const goOn = (purpose: Onward) =>
    step.mutate(
      { purpose },
      { onSuccess: () => go(hrefOf(pathOf[purpose], { launch: search.launch }), 'instead') },
    )
  return (
    <Page
      name={`told-${first?.what ?? 'none'}`}
      title={first === undefined ? words.why.none.title : words.why.title}
      step={{ now: 3, all: 3 }}
    >
      <Failure error={step.error} />
      {first === undefined ? <InOrder /> : <Said {...saidOf(first, words, locale)} />}
      {next === 'help-desk' && <HelpDesk />}
      {(next === 'reset' || next === 'unlock') && (
        <Button size="lg" fullWidth loading={step.isPending} onClick={() => goOn(next)}>
          {words.why[next]}
        </Button>
      )}
      {others.length > 0 && (
        <section>
          <h2 id="besides">{words.why.besides}</h2>
          <ul className="kt-next" aria-labelledby="besides">
            {others.map((one) => {
              const { title, text } = saidOf(one, words, locale)
              return (
                <li key={title}>
                  {title}. {text}
                </li>
              )
            })}
          </ul>
        </section>
      )}
      <Leaving
        knowsIt={first?.what === 'must-change' || first?.what === 'password-expired'}
        launch={search.launch}
      />
    </Page>
  )
}

/** Nobody who comes to this screen after her reads what she was told. */
function Leaving({ knowsIt, launch }: { readonly knowsIt: boolean; readonly launch: string | undefined }) {
  const { words } = useWords()
  const startOver = useStartOver()
  const leave = async () => {
    // Should the server not hear of it, it ends by itself.
    await cancelReset({}).catch(() => undefined)
    startOver()
    go(hrefOf('/', { launch }), 'instead')
  }
  return (
    <div className="kt-links">
      {knowsIt && <TextLink to="/change">{words.why.change}</TextLink>}
      <TextButton onClick={() => void leave()}>{words.why.done}</TextButton>
    </div>
  )
}

function Said({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Notice kind="wait" title={title}>
      <p>{text}</p>
    </Notice>
  )
}

function InOrder() {
  const { words } = useWords()
  const { none } = words.why
  return (
    <>
      <Notice kind="good">
        <p>{none.text}</p>
      </Notice>
      <section>
        <h2 id="says">{none.says}</h2>
        <ul className="kt-next" aria-labelledby="says">
          <li>{none.wrong}</li>
          <li>{none.away}</li>
          <li>{none.forgotten}</li>
        </ul>
      </section>
    </>
  )
}

/** undefined: the sentence itself says where to go. What she may not do here herself, the help desk does. */
function nextOf(first: Hindrance | undefined, onward: readonly Onward[]): Onward | 'help-desk' | undefined {
  const may = (one: Onward) => (onward.includes(one) ? one : 'help-desk')
  switch (first?.what) {
    case undefined:
    case 'must-change':
    case 'password-expired':
      return may('reset')
    case 'locked':
      return may('unlock')
    case 'stale':
      return first.here ? may('reset') : undefined
    case 'not-kept':
      return undefined
    case 'disabled':
    case 'expired':
    case 'smart-card':
    case 'hours':
    case 'computers':
      return 'help-desk'
  }
}

function saidOf(one: Hindrance, { why }: Words, locale: string): { title: string; text: string } {
  switch (one.what) {
    case 'hours':
      return {
        title: why.hours.title,
        text: one.from === null ? why.hours.never : why.hours.until(momentOf(one.from, locale)),
      }
    case 'computers':
      return {
        title: one.here === null ? why.computers.titleUnknown : why.computers.title(one.here),
        text: why.computers.text(one.names.join(', ')),
      }
    case 'stale':
      return { title: why.stale.title(one.device), text: one.here ? why.stale.here : why.stale.text }
    case 'not-kept':
      return { title: why['not-kept'].title(one.device), text: why['not-kept'].text }
    case 'disabled':
    case 'expired':
    case 'locked':
    case 'must-change':
    case 'password-expired':
    case 'smart-card':
      return why[one.what]
  }
}

function momentOf(instant: string, locale: string): string {
  const how = { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const
  return new Date(instant).toLocaleString(locale, how)
}
