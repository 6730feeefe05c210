import type { Purpose } from '@keyturn/contract'
import { useRef, useState, type SubmitEvent } from 'react'
import { Failure, Page, Submit, TextLink, UserNameField } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { askedFor } from './purposes.ts'
import { useStart } from './use-reset.ts'

interface WhoProps {
  readonly purpose: Purpose
  readonly launch: string | undefined
  /** What a computer without a network showed. */
  readonly deviceChallenge?: string
  /** What was typed, when it is sent. */
  readonly onStarted?: (name: string) => void
  /** The reset has begun. */
  readonly onBegun?: () => void
}

export function Who({ purpose, launch, deviceChallenge, onStarted, onBegun }: WhoProps) {
  const { words } = useWords()
  const [name, setName] = useState('')
  const [empty, setEmpty] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const start = useStart()
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const identifier = name.trim()
    setEmpty(identifier === '')
    if (identifier === '') {
      field.current?.focus()
      return
    }
    onStarted?.(identifier)
    const computer = {
      ...(launch === undefined ? {} : { launch }),
      ...(deviceChallenge === undefined ? {} : { deviceChallenge }),
    }
    start.mutate({ purpose, identifier, ...computer }, { onSuccess: () => onBegun?.() })
  }
  return (
    <Page name="who" title={askedFor(purpose, words).who} step={{ now: 1, all: 3 }}>
      <Failure error={start.error} />
      <form className="kt-form" onSubmit={send} noValidate>
        <UserNameField
          ref={field}
          label={words.who.label}
          description={words.who.hint}
          error={empty ? words.who.empty : undefined}
          value={name}
          onChange={setName}
        />
        <Submit busy={start.isPending}>{words.who.next}</Submit>
      </form>
      <div className="kt-links">
        <TextLink to="/" search={{ launch }}>
          {words.product.toStart}
        </TextLink>
      </div>
    </Page>
  )
}
