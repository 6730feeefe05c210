import type { Activity } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { notMe, viewActivity } from '../../api/index.ts'
import { useOrganisation } from '../../organisation/index.ts'
import { Failure, Page, TextButton, TextLink, Waiting } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import { Stopped } from '../not-me/stopped.tsx'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useForgetMe, useSignedOutCheck } from '../sign-in/use-me.ts'
import './activity.css'

export function ActivityPage() {
  const { words } = useWords()
  const [now, setNow] = useState<'reading' | 'sure?' | 'stopped'>('reading')
  if (now === 'stopped') return <Stopped />
  return (
    <SignedIn title={words.activity.title} text={words.signIn.textActivity} proof={false}>
      {() =>
        now === 'reading' ? (
          <Entries onNotMe={() => setNow('sure?')} />
        ) : (
          <Freeze onStopped={() => setNow('stopped')} onBack={() => setNow('reading')} />
        )
      }
    </SignedIn>
  )
}

function Entries({ onNotMe }: { readonly onNotMe: () => void }) {
  const { words } = useWords()
  const { helpDesk } = useOrganisation()
  const activity = useQuery({ queryKey: ['activity'], queryFn: viewActivity })
  // What was announced is followed by how it ended, which is what a person wants to know.
  const entries = activity.data?.entries.filter((entry) => entry.outcome !== 'announced')
  return (
    <Page name="activity" title={words.activity.title}>
      <p>{words.activity.text(helpDesk)}</p>
      <Failure error={activity.error} />
      {activity.isPending && <Waiting text={words.product.loading} />}
      {entries?.length === 0 && <p>{words.activity.none}</p>}
      <ol className="kt-activity">
        {entries?.map((entry) => (
          <Entry key={`${entry.at} ${entry.type}`} entry={entry} />
        ))}
      </ol>
      <div className="kt-links">
        <TextButton onClick={onNotMe}>{words.notMe.activity}</TextButton>
        <TextLink to="/me">{words.home.proofs}</TextLink>
        <TextLink to="/">{words.product.toStart}</TextLink>
      </div>
    </Page>
  )
}

interface FreezeProps {
  readonly onStopped: () => void
  readonly onBack: () => void
}

/** Asks once more, since only the help desk can take it back. */
function Freeze({ onStopped, onBack }: FreezeProps) {
  const { words } = useWords()
  const forget = useForgetMe()
  const stop = useMutation({
    mutationFn: notMe,
    onSuccess: () => {
      onStopped()
      forget()
    },
    onError: useSignedOutCheck(),
  })
  return (
    <Page name="freeze" title={words.notMe.sure}>
      <p>{words.notMe.sureText}</p>
      <Failure error={stop.error} />
      <Button size="lg" fullWidth loading={stop.isPending} onClick={() => stop.mutate({})}>
        {words.notMe.yes}
      </Button>
      <div className="kt-links">
        <TextButton onClick={onBack}>{words.notMe.no}</TextButton>
      </div>
    </Page>
  )
}

function Entry({ entry }: { readonly entry: Activity['entries'][number] }) {
  const { words, locale } = useWords()
  const at = new Date(entry.at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const where = [
    ...(entry.device === null ? [] : [words.activity.at(entry.device)]),
    ...(entry.address === '' ? [] : [words.activity.from(entry.address)]),
  ]
  return (
    <li data-outcome={entry.outcome}>
      <span className="kt-activity-what">{say(words.codes, 'activity', entry.type)}</span>
      {entry.why !== undefined && (
        <span className="kt-activity-why">{say(words.codes, 'notRefreshed', entry.why)}</span>
      )}
      <span className="kt-activity-where">
        <time dateTime={entry.at}>{at}</time> {where.join(' ')}
      </span>
    </li>
  )
}
