import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Failure, Notice, Waiting } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import { cardShown, forgetCard } from './card-fragment.ts'
import type { AnswerProps } from './answer.ts'
import { showCard } from './show-card.ts'
import { ofKind } from './use-challenge.ts'

/** The browser goes to where it shows the card, and comes back here with what was seen. */
export function Card({ busy, begin, onAnswer }: AnswerProps) {
  const { words } = useWords()
  const came = cardShown()
  const answered = useRef(false)
  const show = useMutation({
    async mutationFn() {
      forgetCard()
      showCard(ofKind(await begin({ factor: 'smart-card' }), 'card'))
    },
  })
  useEffect(() => {
    if (came.state !== 'shown' || answered.current) return
    answered.current = true
    forgetCard()
    onAnswer(came.answer)
  })
  if (came.state === 'shown') return <Waiting text={words.product.loading} />
  return (
    <div className="kt-form">
      <Failure error={show.error} />
      {came.state === 'refused' && !show.isPending && (
        <Notice kind="bad">
          <p>{say(words.codes, 'card', came.why)}</p>
        </Notice>
      )}
      <p>{words.prove.hint['smart-card']}</p>
      <Button
        size="lg"
        fullWidth
        loading={show.isPending || show.isSuccess || busy}
        onClick={() => show.mutate()}
      >
        {words.prove.card}
      </Button>
    </div>
  )
}
