import { useWords } from '../../words/index.ts'
import { strengths } from './house-rules.ts'
import type { Judged } from './use-judgement.ts'
import './new-password.css'

/** In a word; the bars beside it say the same to the eye. */
export function StrengthMeter({ judged }: { readonly judged: Judged }) {
  const { words } = useWords()
  if (judged === 'nothing') return null
  const strength = typeof judged === 'object' ? judged.strength : null
  const word =
    strength === null
      ? judged === 'waiting'
        ? words.password.judging
        : words.password.notJudged
      : words.password.strengths[strength]
  const filled = strength === null ? 0 : strengths.indexOf(strength) + 1
  return (
    <p className="kt-strength" data-strength={strength ?? undefined}>
      <span role="status">
        {words.password.strength}: <strong>{word}</strong>
      </span>
      <span className="kt-bars" aria-hidden="true">
        {strengths.map((one, i) => (
          <span key={one} data-filled={i < filled || undefined} />
        ))}
      </span>
    </p>
  )
}
