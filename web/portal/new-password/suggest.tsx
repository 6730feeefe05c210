import type { Suggestion } from '@keyturn/contract'
import { useMutation } from '@tanstack/react-query'
import { Failure, TextButton } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import './new-password.css'

export type Suggest = (body: { readonly language: string }) => Promise<Suggestion>

/** A password by lot, put into the field and shown there: nobody remembers what she has not seen. */
export function SuggestOne(props: {
  readonly suggest: Suggest
  /** What is in the field now: the note goes when it is no longer the suggestion. */
  readonly password: string
  readonly onSuggested: (password: string) => void
}) {
  const { words, language } = useWords()
  const ask = useMutation({
    mutationFn: () => props.suggest({ language }),
    onSuccess: ({ password }) => props.onSuggested(password),
    gcTime: 0,
  })
  const shown = ask.data?.password === props.password ? ask.data : undefined
  return (
    <div className="kt-suggest">
      <Failure error={ask.error} />
      <TextButton disabled={ask.isPending} onClick={() => ask.mutate()}>
        {shown === undefined ? words.password.suggest : words.password.suggestAgain}
      </TextButton>
      <div role="status">
        {shown !== undefined && (
          <>
            <p>
              {words.password.suggested} <strong className="kt-drawn">{shown.password}</strong>
            </p>
            <p className="kt-small">{words.password.suggestedHow(shown.bits)}</p>
          </>
        )}
      </div>
    </div>
  )
}
