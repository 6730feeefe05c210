import type { CampaignApproved, FactorName, Me, OwnCampaigns } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { approveCampaign, challengeForPerson, isReadyForPerson } from '../../api/index.ts'
import { ButtonLink, Notice, Page, TextButton } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { ProofForm } from '../proof/proof-form.tsx'
import { ownWays } from '../proof/ways.ts'
import { ChooseMine, isWrong } from '../sign-in/signed-in.tsx'
import { useSignedOutCheck } from '../sign-in/use-me.ts'
import './campaigns.css'

export type OwnCampaign = OwnCampaigns['campaigns'][number]

interface ApproveProps {
  readonly me: Me
  readonly campaign: OwnCampaign
  /** undefined: she went back. */
  readonly onEnd: (end: CampaignApproved | undefined) => void
}

/** Read first, then proved: each on a page of its own. */
export function Approve(props: ApproveProps) {
  const [isRead, setRead] = useState(false)
  return isRead ? <Prove {...props} /> : <Read {...props} onRead={() => setRead(true)} />
}

function Read({ campaign: one, onRead, onEnd }: ApproveProps & { readonly onRead: () => void }) {
  const { words, locale } = useWords()
  const day = (at: string) => new Date(at).toLocaleDateString(locale, { dateStyle: 'long' })
  const deadlineWords = ({ enforce, afterDays, first }: NonNullable<OwnCampaign['deadline']>) =>
    words.campaigns.deadline[enforce](afterDays, first === null ? null : day(`${first}T12:00:00`))
  return (
    <Page name="campaign-plan" title={one.campaign}>
      <p>{words.campaigns.planText}</p>
      {one.people !== null && one.ends !== null && <p>{words.campaigns.people(one.people, day(one.ends))}</p>}
      {one.deadline !== null && <p>{deadlineWords(one.deadline)}</p>}
      {/* It scrolls, so a keyboard has to get there (WCAG 2.1.1). */}
      <pre className="kt-plan" tabIndex={0} role="region" aria-label={words.campaigns.planLabel}>
        {one.plan}
      </pre>
      <p className="kt-small">{words.campaigns.digest}</p>
      <p className="kt-digest">{one.digest.match(/.{1,8}/g)?.join(' ')}</p>
      <p className="kt-small">{words.campaigns.digestText}</p>
      <Button size="lg" fullWidth onClick={onRead}>
        {words.campaigns.approve}
      </Button>
      <div className="kt-links">
        <TextButton onClick={() => onEnd(undefined)}>{words.campaigns.back}</TextButton>
      </div>
    </Page>
  )
}

function Prove({ me, campaign: one, onEnd }: ApproveProps) {
  const { words } = useWords()
  const approve = useMutation({
    mutationFn: approveCampaign,
    onSuccess: (end) => {
      if (end.approved || end.why !== 'one-more-answer') onEnd(end)
    },
    onError: useSignedOutCheck(),
  })
  const mine = ownWays(me)
  const [chosen, setChosen] = useState(mine[0])
  const [isChoosing, setChoosing] = useState(false)
  const choose = (name: FactorName) => {
    approve.reset()
    setChosen(name)
    setChoosing(false)
  }
  if (chosen === undefined) return <NoWay onBack={() => onEnd(undefined)} />
  if (isChoosing) return <ChooseMine factors={mine} onChoose={choose} />
  const wrong = isWrong(approve.error)
  const more = approve.data?.approved === false ? approve.data.challenge : undefined
  return (
    <Page name={`campaign-prove-${chosen}`} title={words.campaigns.prove}>
      <p>{words.campaigns.proveText(one.campaign)}</p>
      <ProofForm
        key={chosen}
        factor={chosen}
        wrong={wrong}
        attempt={approve.submittedAt}
        busy={approve.isPending}
        error={wrong ? null : approve.error}
        more={more}
        begin={challengeForPerson}
        isReady={isReadyForPerson}
        onAnswer={(answer) =>
          approve.mutate({ campaign: one.campaign, digest: one.digest, factor: chosen, answer })
        }
      />
      <div className="kt-links">
        {mine.length > 1 && <TextButton onClick={() => setChoosing(true)}>{words.prove.other}</TextButton>}
        <TextButton onClick={() => onEnd(undefined)}>{words.campaigns.back}</TextButton>
      </div>
    </Page>
  )
}

function NoWay({ onBack }: { readonly onBack: () => void }) {
  const { words } = useWords()
  return (
    <Page name="campaign-no-way" title={words.campaigns.prove}>
      <Notice kind="wait">
        <p>{words.campaigns.noWay}</p>
      </Notice>
      <ButtonLink to="/me/add">{words.campaigns.setUp}</ButtonLink>
      <div className="kt-links">
        <TextButton onClick={onBack}>{words.campaigns.back}</TextButton>
      </div>
    </Page>
  )
}
