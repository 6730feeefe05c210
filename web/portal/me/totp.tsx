import { Anchor, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { go, hrefOf } from '../../address/index.ts'
import { CallFailed, confirmFactor, offerFactor } from '../../api/index.ts'
import { CodeField, Failure, Notice, Page, Submit, TextLink, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useMyStep } from '../sign-in/use-me.ts'
import { QrCode } from './qr-code.tsx'
import './me.css'

interface Offer {
  readonly id: string
  readonly uri: string
  readonly seed: string
}

async function offerTotp(): Promise<Offer> {
  const offer = await offerFactor({ factor: 'totp' })
  if (offer.kind !== 'totp') throw new Error(`an offer of ${offer.kind}`)
  return offer
}

export function TotpPage() {
  const { words } = useWords()
  return (
    <SignedIn title={words.totp.title} text={words.signIn.textMe} proof enrolling>
      {() => <Totp />}
    </SignedIn>
  )
}

function Totp() {
  const { words } = useWords()
  // Asked for once for each visit: a second offer would make the code just scanned worthless.
  const offer = useQuery({
    queryKey: ['totp-offer'],
    queryFn: () => offerTotp(),
    staleTime: Infinity,
    gcTime: 0,
  })
  return (
    <Page name="totp" title={words.totp.title}>
      <Failure error={offer.error} />
      {offer.isPending && <Waiting text={words.product.loading} />}
      {offer.data !== undefined && (
        <>
          <Seed offer={offer.data} />
          <Confirm id={offer.data.id} />
        </>
      )}
      <div className="kt-links">
        <TextLink to="/me">{words.product.back}</TextLink>
      </div>
    </Page>
  )
}

function Seed({ offer }: { readonly offer: Offer }) {
  const { words } = useWords()
  const grouped = offer.seed.replaceAll(/(.{4})(?=.)/g, '$1 ')
  return (
    <section>
      <h2>{words.totp.scan}</h2>
      <p>{words.totp.scanText}</p>
      <QrCode text={offer.uri} label={words.totp.picture} />
      <p className="kt-small">{words.totp.cannot}</p>
      <p className="kt-seed">{grouped}</p>
      <p className="kt-small">
        <Anchor href={offer.uri} underline="always">
          {words.totp.onPhone}
        </Anchor>
      </p>
    </section>
  )
}

function Confirm({ id }: { readonly id: string }) {
  const { words } = useWords()
  const [code, setCode] = useState('')
  const [name, setName] = useState(words.totp.nameDefault)
  const [lacks, setLacks] = useState<'code' | 'name'>()
  const field = useRef<HTMLInputElement>(null)
  const confirm = useMyStep(confirmFactor, (me) => {
    go(hrefOf(me.recoveryCodesLeft === 0 ? '/me/recovery-codes' : '/me'))
  })
  const wrong = confirm.error instanceof CallFailed && confirm.error.code === 'factor.refused'
  useEffect(() => {
    if (!wrong) return
    setCode('')
    field.current?.focus()
  }, [wrong, confirm.submittedAt])
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const missing = code.length < 6 ? 'code' : name.trim() === '' ? 'name' : undefined
    setLacks(missing)
    if (missing === undefined) confirm.mutate({ factor: 'totp', id, answer: code, name: name.trim() })
    else if (missing === 'code') field.current?.focus()
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      {wrong && (
        <Notice key={confirm.submittedAt} kind="bad">
          <p>{words.totp.wrong}</p>
        </Notice>
      )}
      <Failure error={wrong ? null : confirm.error} />
      <CodeField
        field={field}
        label={words.totp.code}
        value={code}
        onChange={setCode}
        error={lacks === 'code' ? words.prove.emptyTotp : undefined}
      />
      <TextInput
        size="lg"
        label={words.totp.name}
        value={name}
        maxLength={60}
        autoComplete="off"
        error={lacks === 'name' ? words.totp.emptyName : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Submit busy={confirm.isPending}>{words.totp.next}</Submit>
    </form>
  )
}
