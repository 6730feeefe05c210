import type { CampaignApproved, Me, OwnCampaigns } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { approveCampaign } from '../../api/index.ts'
import { ButtonLink, Page, TextButton } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { Reprove } from '../sign-in/reprove.tsx'
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
  return (
    <Reprove
      me={me}
      name="campaign"
      title={words.campaigns.prove}
      text={words.campaigns.proveText(one.campaign)}
      back={words.campaigns.back}
      noWay={words.campaigns.noWay}
      setUp={<ButtonLink to="/me/add">{words.campaigns.setUp}</ButtonLink>}
      send={(proof) => approveCampaign({ campaign: one.campaign, digest: one.digest, ...proof })}
      more={(end) => (end.approved ? undefined : end.challenge)}
      onEnd={onEnd}
    />
  )
}
