import { useWords } from '../../words/index.ts'

/** Two digits that stand on two screens, and are compared over the telephone. */
export function SharedNumber({ number }: { readonly number: string }) {
  const { words } = useWords()
  return (
    <p className="kt-approval-number">
      <span aria-hidden="true">{number}</span>
      <span className="kt-hidden">{words.prove.numberLong(number.split('').join(' '))}</span>
    </p>
  )
}
