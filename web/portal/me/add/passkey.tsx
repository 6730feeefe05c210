import { startRegistration, type PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { CallFailed } from '../../../api/index.ts'
import { Failure, Notice, Submit } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import { NameField } from './name-field.tsx'
import { offerOf, useConfirm } from './use-adding.ts'

/** The browser makes the passkey after one press of the button. */
export function AddPasskey() {
  const { words } = useWords()
  const [name, setName] = useState(words.add.passkeyName)
  const confirm = useConfirm()
  const make = useMutation({
    async mutationFn() {
      const { id, options } = await offerOf('passkey', 'passkey')
      const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON
      const answer = JSON.stringify(await startRegistration({ optionsJSON }))
      await confirm.mutateAsync({ factor: 'passkey', id, answer, name: name.trim() })
    },
  })
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (name.trim() !== '') make.mutate()
  }
  const isBrowsers = make.error !== null && !(make.error instanceof CallFailed)
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      {isBrowsers ? (
        <Notice key={make.submittedAt} kind="bad">
          <p>{words.add.passkeyFailed}</p>
        </Notice>
      ) : (
        <Failure error={make.error} />
      )}
      <p>{words.add.passkeyText}</p>
      <NameField value={name} onChange={setName} />
      <Submit busy={make.isPending}>{words.add.passkey}</Submit>
    </form>
  )
}
