import { Button } from '@mantine/core'
import { ButtonLink, HelpDesk, Page } from '../ui/index.ts'
import { useWords } from '../words/index.ts'

export function NotFound() {
  const { words } = useWords()
  return (
    <Page name="not-found" title={words.product.notFound}>
      <p>{words.product.notFoundText}</p>
      <ButtonLink to="/">{words.product.toStart}</ButtonLink>
    </Page>
  )
}

/** A page that did not load (a new version was installed meanwhile) or that threw. */
export function Broken() {
  const { words } = useWords()
  return (
    <Page name="broken" title={words.product.broken}>
      <p>{words.product.brokenText}</p>
      <Button size="lg" fullWidth onClick={() => location.reload()}>
        {words.product.reload}
      </Button>
      <HelpDesk ifItStays />
    </Page>
  )
}
