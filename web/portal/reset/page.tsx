import type { Purpose } from '@keyturn/contract'
import { useState } from 'react'
import { go, hrefOf, type Search } from '../../address/index.ts'
import { Unanswered } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { Choose } from './choose.tsx'
import { Done } from './done.tsx'
import { Over, Refused, Setting } from './ends.tsx'
import { Prove } from './prove.tsx'
import { askedFor, pathOf } from './purposes.ts'
import { ToldWhy } from './told.tsx'
import { Unlock } from './unlock.tsx'
import { useReset, useStartOver } from './use-reset.ts'
import { Who } from './who.tsx'

interface ResetPageProps {
  readonly purpose: Purpose
  readonly search: Search
}

/** The reset, the unlock and why somebody cannot log on: which page is shown is what the server says, never what this browser remembers. */
export function ResetPage({ purpose, search }: ResetPageProps) {
  const { words } = useWords()
  const reset = useReset()
  const startOver = useStartOver()
  const onStartOver = () => {
    startOver()
    // The way of the old proof is not the new one's.
    go(hrefOf(pathOf[purpose], { launch: search.launch }), 'instead')
  }
  /** A computer waits for one reset only, whatever that came to; for an unlock it does not wait at all. */
  const isLaunchOver = purpose === 'reset' && search.launch !== undefined
  const onStartAfresh = () => {
    startOver()
    go(hrefOf(pathOf[purpose], isLaunchOver ? {} : { launch: search.launch }), 'instead')
  }
  /** As typed, to show on the next page: a mistyped name gets the same pages as a right one. Gone after a reload. */
  const [name, setName] = useState<string>()
  if (reset.data === undefined) {
    const { title } = askedFor(purpose, words)
    return <Unanswered title={title} error={reset.error} onAgain={() => void reset.refetch()} />
  }
  const now = reset.data
  const who = <Who purpose={purpose} launch={search.launch} onStarted={setName} />
  // A reset under way is none of an unlock's business, and the other way round.
  if ('purpose' in now && now.purpose !== purpose) return who
  switch (now.state) {
    case 'none':
      return who
    case 'over':
      return <Over isLaunchOver={isLaunchOver} onStartOver={onStartAfresh} />
    case 'proving':
      return <Prove now={now} search={search} account={name} onStartOver={onStartOver} />
    case 'choosing':
      return purpose === 'unlock' ? <Unlock now={now} launch={search.launch} /> : <Choose now={now} />
    case 'told':
      return <ToldWhy now={now} search={search} />
    case 'setting':
      return <Setting now={now} />
    case 'done':
      return <Done now={now} onStartOver={onStartAfresh} />
    case 'refused':
      return (
        <Refused now={now} launch={search.launch} isLaunchOver={isLaunchOver} onStartOver={onStartAfresh} />
      )
  }
}
