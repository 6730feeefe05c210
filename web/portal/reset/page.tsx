import type { Purpose } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Search } from '../../address/index.ts'
import { Failure, Page, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { Choose } from './choose.tsx'
import { Done } from './done.tsx'
import { Over, Refused, Setting } from './ends.tsx'
import { Prove } from './prove.tsx'
import { Unlock } from './unlock.tsx'
import { useReset, useStartOver } from './use-reset.ts'
import { Who } from './who.tsx'

interface ResetPageProps {
  readonly purpose: Purpose
  readonly search: Search
}

/** The reset and the unlock: which page is shown is what the server says, never what this browser remembers. */
export function ResetPage({ purpose, search }: ResetPageProps) {
  const { words } = useWords()
  const reset = useReset()
  const startOver = useStartOver()
  /** As typed, to show on the next page: a mistyped name gets the same pages as a right one. Gone after a reload. */
  const [name, setName] = useState<string>()
  if (reset.data === undefined) {
    return (
      <Page name="loading" title={purpose === 'reset' ? words.home.forgot : words.home.locked}>
        {reset.isError ? <Failure error={reset.error} /> : <Waiting text={words.product.loading} />}
        {reset.isError && (
          <Button size="lg" fullWidth onClick={() => void reset.refetch()}>
            {words.product.again}
          </Button>
        )}
      </Page>
    )
  }
  const now = reset.data
  const other = 'purpose' in now && now.purpose !== purpose
  switch (other ? 'none' : now.state) {
    case 'none':
      return <Who purpose={purpose} launch={search.launch} onStarted={setName} />
    case 'over':
      return <Over onStartOver={startOver} />
  }
  switch (now.state) {
    case 'proving':
      return <Prove now={now} search={search} account={name} />
    case 'choosing':
      return purpose === 'unlock' ? <Unlock now={now} /> : <Choose now={now} />
    case 'setting':
      return <Setting now={now} />
    case 'done':
      return <Done now={now} onStartOver={startOver} />
    case 'refused':
      return <Refused now={now} onStartOver={startOver} />
    case 'none':
    case 'over':
      return null
  }
}
