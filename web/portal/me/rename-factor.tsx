import type { Me } from '@keyturn/contract'
import { useState, type SubmitEvent } from 'react'
import { go, hrefOf } from '../../address/index.ts'
import { renameFactor } from '../../api/index.ts'
import { Failure, Page, Submit, TextLink } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { useMyStep } from '../sign-in/use-me.ts'
import { NameField } from './add/name-field.tsx'

export function RenameFactor({ factor }: { readonly factor: Me['factors'][number] }) {
  const { words } = useWords()
  const [name, setName] = useState(factor.name)
  const rename = useMyStep(renameFactor, () => go(hrefOf('/me'), 'instead'))
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (name.trim() !== '') rename.mutate({ id: factor.id, name: name.trim() })
  }
  return (
    <Page name="rename" title={words.me.renameTitle(factor.name)}>
      <form className="kt-form" onSubmit={send} noValidate>
        <Failure error={rename.error} />
        <NameField value={name} onChange={setName} />
        <Submit busy={rename.isPending}>{words.me.renameSave}</Submit>
      </form>
      <div className="kt-links">
        <TextLink to="/me">{words.product.back}</TextLink>
      </div>
    </Page>
  )
}
