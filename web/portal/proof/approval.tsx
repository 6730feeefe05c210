import { TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { Failure, Notice, Submit, TextButton, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import type { AnswerProps } from './answer.ts'
import { SharedNumber } from './shared-number.tsx'
import { ofKind, type Of } from './use-challenge.ts'

const lookMs = 3_000

/** Somebody else says who she is: asked, waited for, and then it goes on by itself. */
export function Approval({ factor, field, busy, begin, isReady, onAnswer }: AnswerProps) {
  const { words, locale } = useWords()
  const ask = useMutation({
    mutationFn: async (whom: string | undefined) =>
      ofKind(await begin({ factor, ...(whom !== undefined && { whom }) }), 'waiting'),
  })
  const ready = useQuery({
    queryKey: ['approval', factor, ask.submittedAt],
    queryFn: () => isReady(factor),
    enabled: ask.isSuccess,
    refetchInterval: ({ state }) => (state.data === true ? false : lookMs),
  })
  const answered = useRef(false)
  useEffect(() => {
    if (ready.data !== true || answered.current) return
    answered.current = true
    onAnswer('')
  }, [ready.data, onAnswer])
  if (ask.data === undefined) {
    const isColleague = factor === 'colleague-approval'
    return (
      <>
        <Failure error={ask.error} />
        <Ask
          field={field}
          named={isColleague}
          busy={ask.isPending || busy}
          hint={words.prove.hint[factor]}
          onAsk={ask.mutate}
        />
      </>
    )
  }
  return <Asked asked={ask.data} locale={locale} onAgain={() => ask.reset()} />
}

interface AskProps {
  readonly field: AnswerProps['field']
  /** She names whom to ask. */
  readonly named: boolean
  readonly busy: boolean
  readonly hint: string
  readonly onAsk: (whom: string | undefined) => void
}

function Ask({ field, named, busy, hint, onAsk }: AskProps) {
  const { words } = useWords()
  const [whom, setWhom] = useState('')
  const [lacks, setLacks] = useState(false)
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const isMissing = named && whom.trim() === ''
    setLacks(isMissing)
    if (isMissing) field.current?.focus()
    else onAsk(named ? whom.trim() : undefined)
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      <p>{hint}</p>
      {named && (
        <TextInput
          ref={field}
          size="lg"
          label={words.prove.whom}
          description={words.prove.whomHint}
          error={lacks ? words.prove.whomEmpty : undefined}
          value={whom}
          onChange={(event) => setWhom(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={320}
        />
      )}
      <Submit busy={busy}>{named ? words.prove.askColleague : words.prove.askManager}</Submit>
    </form>
  )
}

interface AskedProps {
  readonly asked: Of<'waiting'>
  readonly locale: string
  readonly onAgain: () => void
}

function Asked({ asked, locale, onAgain }: AskedProps) {
  const { words } = useWords()
  const isOver = useOver(asked.expires)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  const until = new Date(asked.expires).toLocaleTimeString(locale, { timeStyle: 'short' })
  return (
    <div ref={box} className="kt-form kt-quiet" tabIndex={-1}>
      {isOver ? (
        <Notice kind="wait">
          <p>{words.prove.waitOver}</p>
        </Notice>
      ) : (
        <Waiting text={words.prove.waitingFor} />
      )}
      {!isOver && (
        <>
          <SharedNumber number={asked.number} />
          <p>{words.prove.number}</p>
          <Notice kind="plain">
            <p>{words.prove.waitUntil(until)}</p>
          </Notice>
        </>
      )}
      <div className="kt-links">
        <TextButton onClick={onAgain}>{words.prove.askAgain}</TextButton>
      </div>
    </div>
  )
}

/** Has this time come? */
function useOver(at: string): boolean {
  const [over, setOver] = useState<string>()
  useEffect(() => {
    const timer = setTimeout(() => setOver(at), new Date(at).getTime() - new Date().getTime())
    return () => clearTimeout(timer)
  }, [at])
  return over === at
}
