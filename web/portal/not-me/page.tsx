import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { raiseAlarm } from '../../api/index.ts'
import { Failure, HelpDesk, Notice, Page, Submit, toFirstEmpty } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { Stopped } from './stopped.tsx'

/** Where a notice sends somebody who did not do what it is about. */
export function NotMePage() {
  const { words } = useWords()
  const [code, setCode] = useState('')
  const [lacks, setLacks] = useState(false)
  const raise = useMutation({ mutationFn: raiseAlarm })
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    setLacks(code.trim() === '')
    if (code.trim() === '') toFirstEmpty(event.currentTarget)
    else raise.mutate({ code: code.trim() })
  }
  if (raise.data?.frozen === true) return <Stopped />
  return (
    <Page name="not-me" title={words.notMe.title}>
      <form className="kt-form" onSubmit={send} noValidate>
        {raise.data?.frozen === false && (
          <Notice key={raise.submittedAt} kind="bad">
            <p>{words.notMe.wrong}</p>
          </Notice>
        )}
        <Failure error={raise.error} />
        <p>{words.notMe.text}</p>
        <TextInput
          size="lg"
          label={words.notMe.code}
          error={lacks ? words.notMe.empty : undefined}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={64}
        />
        <Submit busy={raise.isPending}>{words.notMe.send}</Submit>
      </form>
      <HelpDesk />
    </Page>
  )
}
