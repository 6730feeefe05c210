import { Button } from '@mantine/core'
import { useWords } from '../words/index.ts'
import { Failure } from './failure.tsx'
import { Page } from './page.tsx'
import { Waiting } from './waiting.tsx'

interface UnansweredProps {
  readonly title: string
  readonly error: unknown
  readonly onAgain: () => void
}

/** The page while the server has not said yet where the person is, or could not. */
export function Unanswered({ title, error, onAgain }: UnansweredProps) {
  const { words } = useWords()
  if (error === null) {
    return (
      <Page name="loading" title={title}>
        <Waiting text={words.product.loading} />
      </Page>
    )
  }
  return (
    <Page name="unanswered" title={title}>
      <Failure error={error} />
      <Button size="lg" fullWidth onClick={onAgain}>
        {words.product.again}
      </Button>
    </Page>
  )
}
