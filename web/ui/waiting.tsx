import { Loader } from '@mantine/core'
import './waiting.css'

/** Something is under way; the text says what. */
export function Waiting({ text }: { readonly text: string }) {
  return (
    <div className="kt-waiting" role="status">
      <Loader size="sm" type="dots" aria-hidden="true" />
      <span>{text}</span>
    </div>
  )
}
