import type { Approvals } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { decideApproval, muteApprovals, viewApprovals } from '../../api/index.ts'
import { Failure, Notice, Page, TextButton, TextLink, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { SharedNumber } from '../proof/shared-number.tsx'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useSignedOutCheck } from '../sign-in/use-me.ts'
import './approvals.css'

/** So long nobody can ask, after she said that she does not want to be asked. */
const muteHours = 8
const lookMs = 10_000
const key = ['approvals']

export function ApprovalsPage() {
  const { words } = useWords()
  return (
    <SignedIn title={words.approvals.title} text={words.approvals.signIn} proof>
      {() => <Requests />}
    </SignedIn>
  )
}

function Requests() {
  const { words, locale } = useWords()
  const approvals = useQuery({ queryKey: key, queryFn: viewApprovals, refetchInterval: lookMs })
  const mute = useApprovals(muteApprovals)
  const [decided, setDecided] = useState<Decided>()
  const requests = approvals.data?.requests ?? []
  const muted = approvals.data?.mutedUntil ?? null
  return (
    <Page name={`approvals-${decided?.id ?? ''}`} title={words.approvals.title}>
      {decided !== undefined && (
        <Notice key={decided.id} kind={decided.said === 'approve' ? 'good' : 'plain'}>
          <p>{words.approvals.said[decided.said](decided.displayName)}</p>
        </Notice>
      )}
      <p>{words.approvals.text}</p>
      <Failure error={approvals.error ?? mute.error} />
      {approvals.isPending && <Waiting text={words.product.loading} />}
      {approvals.data !== undefined && requests.length === 0 && (
        <Notice kind="plain">
          <p>{words.approvals.none}</p>
        </Notice>
      )}
      <ul className="kt-approvals">
        {requests.map((one) => (
          <Request key={one.id} one={one} onDecided={setDecided} />
        ))}
      </ul>
      <div className="kt-links">
        {muted === null ? (
          <TextButton onClick={() => mute.mutate({ hours: muteHours })}>
            {words.approvals.mute(muteHours)}
          </TextButton>
        ) : (
          <>
            <p>{words.approvals.muted(new Date(muted).toLocaleTimeString(locale, { timeStyle: 'short' }))}</p>
            <TextButton onClick={() => mute.mutate({ hours: 0 })}>{words.approvals.unmute}</TextButton>
          </>
        )}
        <TextLink to="/me">{words.product.back}</TextLink>
      </div>
    </Page>
  )
}

type Asked = Approvals['requests'][number]

/** What she said last; the request itself is gone then. */
interface Decided extends Pick<Asked, 'id' | 'displayName'> {
  readonly said: 'approve' | 'refuse'
}

interface RequestProps {
  readonly one: Asked
  readonly onDecided: (decided: Decided) => void
}

function Request({ one, onDecided }: RequestProps) {
  const { words, locale } = useWords()
  const decide = useApprovals(decideApproval, ({ decision }) => onDecided({ ...one, said: decision }))
  const at = new Date(one.asked).toLocaleTimeString(locale, { timeStyle: 'short' })
  return (
    <li className="kt-approval">
      <p className="kt-approval-who">{words.approvals.who(one.displayName, one.name)}</p>
      <SharedNumber number={one.number} />
      <p>{words.approvals.check}</p>
      <p className="kt-small">
        {words.approvals.from(at, one.address)} {one.device === null ? '' : words.activity.at(one.device)}
      </p>
      <Failure error={decide.error} />
      <div className="kt-approval-buttons">
        <Button
          size="md"
          loading={decide.isPending}
          onClick={() => decide.mutate({ id: one.id, decision: 'approve' })}
        >
          {words.approvals.yes(one.displayName)}
        </Button>
        <Button
          size="md"
          variant="default"
          disabled={decide.isPending}
          onClick={() => decide.mutate({ id: one.id, decision: 'refuse' })}
        >
          {words.approvals.no}
        </Button>
      </div>
    </li>
  )
}

function useApprovals<Input>(act: (input: Input) => Promise<Approvals>, then?: (input: Input) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (now, input) => {
      client.setQueryData<Approvals>(key, now)
      then?.(input)
    },
    onError: useSignedOutCheck(),
  })
}
