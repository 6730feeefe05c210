import { useState, type ReactNode, type SubmitEvent } from 'react'
import { CallFailed } from '../../../api/index.ts'
import { Failure, Notice, Submit, toFirstEmpty, toFirstField } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import type { AddProps } from './add.ts'
import { useConfirm } from './use-adding.ts'

interface ConfirmFormProps extends AddProps {
  readonly offer: { readonly id: string }
  /** What she will know it by; as long as it may be. */
  readonly name: string
  /** What she typed; undefined: a field is empty. */
  readonly answer: () => string | undefined
  /** What stands there where the answer proves nothing. */
  readonly refused: string
  /** The fields, told whether empty ones are to be marked. */
  readonly children: (lacks: boolean) => ReactNode
  readonly links?: ReactNode
}

/** The last page of adding: she shows that she has what was set up. */
export function ConfirmForm(props: ConfirmFormProps) {
  const { factor, offer, name, answer, refused, children, links } = props
  const { words } = useWords()
  const [lacks, setLacks] = useState(false)
  const confirm = useConfirm()
  const wrong = confirm.error instanceof CallFailed && confirm.error.code === 'factor.refused'
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const typed = answer()
    setLacks(typed === undefined)
    if (typed === undefined) toFirstEmpty(form)
    else
      confirm.mutate(
        { factor, id: offer.id, answer: typed, name: name.trim().slice(0, 60) },
        { onError: () => toFirstField(form) },
      )
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      {wrong && (
        <Notice key={confirm.submittedAt} kind="bad">
          <p>{refused}</p>
        </Notice>
      )}
      <Failure error={wrong ? null : confirm.error} />
      {children(lacks)}
      <Submit busy={confirm.isPending}>{words.add.finish}</Submit>
      {links}
    </form>
  )
}
