import type { FactorName } from '@keyturn/contract'
import type { Path, Search } from '../../address/index.ts'
import { Choice, HelpDesk, Notice, Page } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'

interface ChooseWayProps {
  readonly to: Path
  readonly search: Search
  readonly factors: readonly FactorName[]
  readonly step: { readonly now: number; readonly all: number }
}

/** Every proof that the policy still takes, and what to do with none of them. */
export function ChooseWay({ to, search, factors, step }: ChooseWayProps) {
  const { words } = useWords()
  return (
    <Page name="choose-way" title={words.prove.choose} step={step}>
      <ul className="kt-choices">
        {factors.map((factor) => (
          <li key={factor}>
            <Choice
              to={to}
              search={{ ...search, way: factor }}
              title={say(words.codes, 'factor', factor)}
              text={words.prove.have[factor]}
            />
          </li>
        ))}
      </ul>
      <Notice kind="plain" title={words.prove.nothing}>
        <p>{words.prove.nothingText}</p>
        <HelpDesk />
      </Notice>
    </Page>
  )
}
