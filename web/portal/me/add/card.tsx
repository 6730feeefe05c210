import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Failure, Notice, Waiting } from '../../../ui/index.ts'
import { say, useWords } from '../../../words/index.ts'
import { cardShown, forgetCard } from '../../proof/card-fragment.ts'
import { showCard } from '../../proof/show-card.ts'
import { offerOf, useConfirm } from './use-adding.ts'

/** The id of the offer waits in this tab while the browser is away with the card. */
const place = 'keyturn-card-offer'

export function AddCard() {
  const { words } = useWords()
  const came = cardShown()
  const confirm = useConfirm()
  const answered = useRef(false)
  const show = useMutation({
    async mutationFn() {
      forgetCard()
      const offer = await offerOf('card', 'smart-card')
      sessionStorage.setItem(place, offer.id)
      showCard(offer)
    },
  })
  const { mutate } = confirm
  useEffect(() => {
    if (came.state !== 'shown' || answered.current) return
    answered.current = true
    forgetCard()
    const id = sessionStorage.getItem(place) ?? ''
    sessionStorage.removeItem(place)
    mutate({ factor: 'smart-card', id, answer: came.answer, name: words.add.cardName })
  }, [came, mutate, words])
  if (confirm.isPending || came.state === 'shown') return <Waiting text={words.product.loading} />
  return (
    <div className="kt-form">
      <Failure error={show.error ?? confirm.error} />
      {came.state === 'refused' && !show.isPending && (
        <Notice kind="bad">
          <p>{say(words.codes, 'card', came.why)}</p>
        </Notice>
      )}
      <p>{words.prove.hint['smart-card']}</p>
      <Button size="lg" fullWidth loading={show.isPending || show.isSuccess} onClick={() => show.mutate()}>
        {words.prove.card}
      </Button>
    </div>
  )
}
