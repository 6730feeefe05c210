import type { Me } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { go, hrefOf } from '../../address/index.ts'
import { removeFactor } from '../../api/index.ts'
import { Failure, Page, TextLink } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import { useMyStep } from '../sign-in/use-me.ts'

/** Removing asks once more, on a page of its own. */
export function RemoveFactor({ factor }: { readonly factor: Me['factors'][number] }) {
  const { words } = useWords()
  const remove = useMyStep(removeFactor, () => go(hrefOf('/me'), 'instead'))
  const name =
    factor.name !== '' && factor.factor !== 'recovery-code'
      ? factor.name
      : say(words.codes, 'factor', factor.factor)
  return (
    <Page name="remove" title={words.remove.title(name)}>
      <p>{words.remove.text}</p>
      <Failure error={remove.error} />
      <Button size="lg" fullWidth loading={remove.isPending} onClick={() => remove.mutate(factor.id)}>
        {words.remove.yes}
      </Button>
      <div className="kt-links">
        <TextLink to="/me">{words.remove.no}</TextLink>
      </div>
    </Page>
  )
}
