import type { ResetView } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { HelpDesk, Notice, Page, TextLink, Waiting } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'

type In<State> = Extract<ResetView, { state: State }>
interface StartOver {
  /** The computer at which this began waits no longer. */
  readonly isLaunchOver: boolean
  readonly onStartOver: () => void
}

/** Neither success nor failure: the page says just that, and looks again by itself. */
export function Setting({ now }: { readonly now: In<'setting'> }) {
  const { words } = useWords()
  return (
    <Page name="setting" title={words.setting.title}>
      <Notice kind="wait">
        <p>{now.purpose === 'reset' ? words.setting.text : words.setting.textUnlock}</p>
      </Notice>
      <p>{words.setting.wait}</p>
      <Waiting text={words.setting.looking} />
    </Page>
  )
}

interface RefusedProps extends StartOver {
  readonly now: In<'refused'>
  readonly launch: string | undefined
}

export function Refused({ now, launch, isLaunchOver, onStartOver }: RefusedProps) {
  const { words } = useWords()
  const next = {
    late: words.refused.nothing,
    cancelled: undefined,
    'too-many-tries': words.refused.later,
    'not-allowed': words.refused.notAllowedText,
  }[now.why]
  const needsPerson = now.why === 'not-allowed' || now.why === 'too-many-tries'
  return (
    <Page name={`refused-${now.why}`} title={words.refused.title}>
      <Notice kind={now.why === 'cancelled' ? 'plain' : 'bad'}>
        <p>{say(words.codes, 'refused', now.why)}</p>
      </Notice>
      {next !== undefined && <p>{next}</p>}
      {isLaunchOver && <p>{words.refused.atComputer}</p>}
      {needsPerson && <HelpDesk />}
      <Button size="lg" fullWidth onClick={onStartOver}>
        {words.product.startAgain}
      </Button>
      <div className="kt-links">
        <TextLink to="/" search={isLaunchOver ? {} : { launch }}>
          {words.product.toStart}
        </TextLink>
      </div>
    </Page>
  )
}

export function Over({ isLaunchOver, onStartOver }: StartOver) {
  const { words } = useWords()
  return (
    <Page name="over" title={words.expired.title}>
      <p>{words.expired.text}</p>
      {isLaunchOver && <p>{words.refused.atComputer}</p>}
      <Button size="lg" fullWidth onClick={onStartOver}>
        {words.product.startAgain}
      </Button>
    </Page>
  )
}
