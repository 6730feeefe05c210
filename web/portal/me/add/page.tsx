import type { FactorName, Me } from '@keyturn/contract'
import type { ComponentType } from 'react'
import type { Search } from '../../../address/index.ts'
import { Choice, HelpDesk, Notice, Page, TextLink } from '../../../ui/index.ts'
import { say, useWords } from '../../../words/index.ts'
import { ways } from '../../proof/ways.ts'
import { SignedIn } from '../../sign-in/signed-in.tsx'
import type { AddProps } from './add.ts'
import { AddCard } from './card.tsx'
import { AddPasskey } from './passkey.tsx'
import { AddQuestions } from './questions.tsx'
import { AddReachable } from './reachable.tsx'
import { AddToken } from './token.tsx'

const forms: Readonly<Partial<Record<FactorName, ComponentType<AddProps>>>> = {
  passkey: AddPasskey,
  'smart-card': AddCard,
  token: AddToken,
  'mail-code': AddReachable,
  'sms-code': AddReachable,
  questions: AddQuestions,
}

/** Adding a proof: first which, then what it needs. */
export function AddPage({ way }: { readonly way: string | undefined }) {
  const { words } = useWords()
  return (
    <SignedIn title={words.add.title} text={words.signIn.textMe} proof enrolling>
      {(me) => <Add me={me} way={way} />}
    </SignedIn>
  )
}

function Add({ me, way }: { readonly me: Me; readonly way: string | undefined }) {
  const { words } = useWords()
  const factor = ways.find((one) => one === way && me.enrollable.includes(one))
  const Form = factor && forms[factor]
  if (factor === undefined || Form === undefined) return <ChooseWhat me={me} />
  return (
    <Page name={`add-${factor}`} title={words.add.titles[factor]}>
      <Form factor={factor} />
      <div className="kt-links">
        <TextLink to="/me/add">{words.add.other}</TextLink>
        <TextLink to="/me">{words.product.back}</TextLink>
      </div>
    </Page>
  )
}

function ChooseWhat({ me }: { readonly me: Me }) {
  const { words } = useWords()
  const factors = ways.filter((one) => me.enrollable.includes(one))
  const have = { ...words.prove.have, ...words.add.have }
  return (
    <Page name="add" title={words.add.title}>
      {factors.length === 0 && (
        <Notice kind="plain">
          <p>{words.add.nothing}</p>
          <HelpDesk />
        </Notice>
      )}
      <ul className="kt-choices">
        {factors.map((factor) => (
          <li key={factor}>
            <Choice
              to={factor === 'totp' ? '/me/totp' : '/me/add'}
              search={searchOf(factor)}
              title={say(words.codes, 'enrol', factor)}
              text={have[factor]}
            />
          </li>
        ))}
      </ul>
      <div className="kt-links">
        <TextLink to="/me">{words.product.back}</TextLink>
      </div>
    </Page>
  )
}

const searchOf = (factor: FactorName): Search => (factor === 'totp' ? {} : { way: factor })
