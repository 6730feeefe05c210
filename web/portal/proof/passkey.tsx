import { Button } from '@mantine/core'
import { startAuthentication, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { CallFailed } from '../../api/index.ts'
import { Failure, Notice } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import type { AnswerProps } from './answer.ts'
import { ofKind } from './use-challenge.ts'

/** The browser asks for the passkey; nothing is typed. */
export function Passkey({ busy, begin, onAnswer }: AnswerProps) {
  const { words } = useWords()
  const ask = useMutation({
    async mutationFn() {
      const { options } = ofKind(await begin({ factor: 'passkey' }), 'passkey')
      const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
      return JSON.stringify(await startAuthentication({ optionsJSON }))
    },
    onSuccess: onAnswer,
  })
  const isBrowsers = ask.error !== null && !(ask.error instanceof CallFailed)
  return (
    <div className="kt-form">
      {isBrowsers ? (
        <Notice key={ask.submittedAt} kind="bad">
          <p>{words.prove.passkeyFailed}</p>
        </Notice>
      ) : (
        <Failure error={ask.error} />
      )}
      <p>{words.prove.hint.passkey}</p>
      <Button size="lg" fullWidth loading={ask.isPending || busy} onClick={() => ask.mutate()}>
        {words.prove.passkey}
      </Button>
    </div>
  )
}
