import { TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { CallFailed } from '../../../api/index.ts'
import { Failure, Notice, Submit, toFirstEmpty, toFirstField } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import type { AddProps } from './add.ts'
import { useConfirm, useOffer, type OfferOf } from './use-adding.ts'

/** A hardware token: its serial number, and then what it shows. */
export function AddToken({ factor }: AddProps) {
  const { words } = useWords()
  const [serial, setSerial] = useState('')
  const [lacks, setLacks] = useState(false)
  const offer = useOffer('token', factor)
  const isBad = offer.error instanceof CallFailed && offer.error.code === 'request.invalid'
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    setLacks(serial.trim() === '')
    if (serial.trim() === '') toFirstEmpty(event.currentTarget)
    else offer.mutate(serial.trim())
  }
  if (offer.data !== undefined) return <Codes factor={factor} offer={offer.data} name={serial} />
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      <Failure error={isBad ? null : offer.error} />
      <p>{words.add.tokenText}</p>
      <TextInput
        size="lg"
        label={words.add.serial}
        error={lacks ? words.prove.emptyAnswer : isBad ? words.add.badSerial : undefined}
        value={serial}
        onChange={(event) => setSerial(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
      />
      <Submit busy={offer.isPending}>{words.prove.next}</Submit>
    </form>
  )
}

interface CodesProps extends AddProps {
  readonly offer: OfferOf<'token'>
  readonly name: string
}

function Codes({ factor, offer, name }: CodesProps) {
  const { words } = useWords()
  const [codes, setCodes] = useState<readonly string[]>(() => Array.from({ length: offer.codes }, () => ''))
  const [lacks, setLacks] = useState(false)
  const confirm = useConfirm()
  const wrong = confirm.error instanceof CallFailed && confirm.error.code === 'factor.refused'
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const answer = codes.map((code) => code.trim()).join(' ')
    const some = codes.some((code) => code.trim() === '')
    setLacks(some)
    if (some) toFirstEmpty(event.currentTarget)
    else
      confirm.mutate(
        { factor, id: offer.id, answer, name: name.trim().slice(0, 60) },
        { onError: () => toFirstField(form) },
      )
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      {wrong && (
        <Notice key={confirm.submittedAt} kind="bad">
          <p>{words.prove.wrong}</p>
        </Notice>
      )}
      <Failure error={wrong ? null : confirm.error} />
      {codes.map((code, i) => (
        <TextInput
          // The fields have an order and no other identity.
          key={`code-${i + 1}`}
          size="lg"
          label={i === 0 ? words.add.tokenCode : words.add.tokenNextCode}
          error={lacks && code.trim() === '' ? words.prove.emptyAnswer : undefined}
          autoFocus={i === 0}
          value={code}
          onChange={(event) => setCodes(codes.with(i, event.currentTarget.value))}
          inputMode="numeric"
          autoComplete="off"
          maxLength={10}
        />
      ))}
      <Submit busy={confirm.isPending}>{words.add.finish}</Submit>
    </form>
  )
}
