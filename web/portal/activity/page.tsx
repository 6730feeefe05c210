import type { Activity } from '@keyturn/contract'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { go, hrefOf } from '../../address/index.ts'
import { notMe, viewActivity } from '../../api/index.ts'
import { useOrganisation } from '../../organisation/index.ts'
import { Failure, Notice, Page, TextButton, TextLink, Waiting } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useForgetMe, useSignedOutCheck } from '../sign-in/use-me.ts'
import './activity.css'

export function ActivityPage() {
  const { words } = useWords()
  return (
    <SignedIn title={words.activity.title} text={words.signIn.textActivity} proof={false}>
      {() => <Entries />}
    </SignedIn>
  )
}

function Entries() {
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
      <NotMe />
      <div className="kt-links">
        <TextLink to="/me">{words.home.proofs}</TextLink>
        <TextLink to="/">{words.product.toStart}</TextLink>
      </div>
    </Page>
  )
}

/** Asks once more, since only the help desk can take it back. */
function NotMe() {
  const { words } = useWords()
  const forget = useForgetMe()
  const [isSure, setSure] = useState(false)
  const stop = useMutation({
    mutationFn: notMe,
    onSuccess: () => {
      forget()
      go(hrefOf('/me'))
    },
    onError: useSignedOutCheck(),
  })
  if (!isSure) return <TextButton onClick={() => setSure(true)}>{words.notMe.activity}</TextButton>
  return (
    <Notice kind="wait" title={words.notMe.sure}>
      <Failure error={stop.error} />
      <div className="kt-links">
        <TextButton onClick={() => stop.mutate({})}>{words.notMe.yes}</TextButton>
        <TextButton onClick={() => setSure(false)}>{words.notMe.no}</TextButton>
      </div>
    </Notice>
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
      <span className="kt-activity-where">
        <time dateTime={entry.at}>{at}</time> {where.join(' ')}
      </span>
    </li>
  )
}
