import { TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { CallFailed } from '../../../api/index.ts'
import { Failure, Submit, TextButton, toFirstEmpty } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import type { AddProps } from './add.ts'
import { ConfirmForm } from './confirm-form.tsx'
import { useOffer, type OfferOf } from './use-adding.ts'

/** A telephone or a mailbox: where it is, and then the code that went there. */
export function AddReachable({ factor }: AddProps) {
  const { words } = useWords()
  const [wish, setWish] = useState('')
  const [lacks, setLacks] = useState(false)
  const offer = useOffer('sent', factor)
  const isPhone = factor === 'sms-code'
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    setLacks(wish.trim() === '')
    if (wish.trim() === '') toFirstEmpty(event.currentTarget)
    else offer.mutate(wish.trim())
  }
  if (offer.data !== undefined) {
    return <Confirm factor={factor} offer={offer.data} name={wish} onOther={() => offer.reset()} />
  }
  const isBad = offer.error instanceof CallFailed && offer.error.code === 'request.invalid'
  const bad = isPhone ? words.add.badPhone : words.add.badMail
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      <Failure error={isBad ? null : offer.error} />
      <p>{isPhone ? words.add.phoneText : words.add.mailText}</p>
      <TextInput
        size="lg"
        type={isPhone ? 'tel' : 'email'}
        label={isPhone ? words.add.phone : words.add.mail}
        description={isPhone ? words.add.phoneHint : undefined}
        error={lacks || isBad ? bad : undefined}
        value={wish}
        onChange={(event) => setWish(event.currentTarget.value)}
        autoComplete={isPhone ? 'tel' : 'email'}
        maxLength={320}
      />
      <Submit busy={offer.isPending}>{words.add.sendCode}</Submit>
    </form>
  )
}

interface ConfirmProps extends AddProps {
  readonly offer: OfferOf<'sent'>
  readonly name: string
  readonly onOther: () => void
}

function Confirm({ factor, offer, name, onOther }: ConfirmProps) {
  const { words } = useWords()
  const [code, setCode] = useState('')
  const links = (
    <div className="kt-links">
      <TextButton onClick={onOther}>{words.add.otherAddress}</TextButton>
    </div>
  )
  return (
    <ConfirmForm
      factor={factor}
      offer={offer}
      name={name}
      answer={() => code.replaceAll(/\D/g, '') || undefined}
      refused={words.prove.wrong}
      links={links}
    >
      {(lacks) => (
        <>
          <p>{words.add.sentTo(offer.to)}</p>
          <TextInput
            size="lg"
            label={words.add.code}
            error={lacks ? words.prove.emptyAnswer : undefined}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={20}
            autoFocus
          />
        </>
      )}
    </ConfirmForm>
  )
}
