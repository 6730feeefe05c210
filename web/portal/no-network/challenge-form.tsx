import { TextInput } from '@mantine/core'
import { parseChallenge, type DeviceChallenge } from '@keyturn/protocols/challenge'
import { useRef, useState, type SubmitEvent } from 'react'
import { Page, Submit, TextLink } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { scannedChallenge } from './scanned.ts'

type Wrong = Extract<ReturnType<typeof parseChallenge>, { ok: false }>['why']

/** A slip is told here and now: the code carries a check of its own. */
export function ChallengeForm({ onRead }: { readonly onRead: (challenge: DeviceChallenge) => void }) {
  const { words } = useWords()
  const [typed, setTyped] = useState(scannedChallenge)
  const [wrong, setWrong] = useState<Wrong>()
  const field = useRef<HTMLInputElement>(null)
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const parsed = parseChallenge(typed)
    setWrong(parsed.ok ? undefined : parsed.why)
    if (parsed.ok) onRead(parsed.challenge)
    else field.current?.focus()
  }
  return (
    <Page name="no-network" title={words.noNetwork.title} step={{ now: 1, all: 3 }}>
      <p>{words.noNetwork.text}</p>
      <form className="kt-form" onSubmit={send} noValidate>
        <TextInput
          ref={field}
          size="lg"
          label={words.noNetwork.label}
          description={words.noNetwork.hint}
          error={wrong === undefined ? undefined : words.noNetwork.wrong[wrong]}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          maxLength={80}
        />
        <Submit busy={false}>{words.noNetwork.next}</Submit>
      </form>
      <div className="kt-links">
        <TextLink to="/">{words.product.toStart}</TextLink>
      </div>
    </Page>
  )
}
