import { TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { CallFailed } from '../../../api/index.ts'
import { Failure, Submit, toFirstEmpty } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import type { AddProps } from './add.ts'
import { ConfirmForm } from './confirm-form.tsx'
import { useOffer, type OfferOf } from './use-adding.ts'

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
  const typed = codes.map((code) => code.trim())
  return (
    <ConfirmForm
      factor={factor}
      offer={offer}
      name={name}
      answer={() => (typed.includes('') ? undefined : typed.join(' '))}
      refused={words.prove.wrong}
    >
      {(lacks) =>
        codes.map((code, i) => (
          <TextInput
            // The fields have an order and no other identity.
            key={`code-${i + 1}`}
            size="lg"
            label={i === 0 ? words.add.tokenCode : words.add.tokenNextCode}
            error={lacks && typed[i] === '' ? words.prove.emptyAnswer : undefined}
            autoFocus={i === 0}
            value={code}
            onChange={(event) => setCodes(codes.with(i, event.currentTarget.value))}
            inputMode="numeric"
            autoComplete="off"
            maxLength={10}
          />
        ))
      }
    </ConfirmForm>
  )
}
