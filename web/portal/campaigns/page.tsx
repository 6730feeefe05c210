import type { CampaignApproved, Me, OwnCampaigns } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { viewCampaigns, withdrawCampaign } from '../../api/index.ts'
import { Failure, Notice, Page, TextButton, TextLink, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useSignedOutCheck } from '../sign-in/use-me.ts'
import '../approvals/approvals.css'
import { Approve, type OwnCampaign } from './approve.tsx'
import { Progress } from './console/progress.tsx'
import { OtherWaves } from './console/waves.tsx'

/** What the last thing she did came to. */
type Said = keyof ReturnType<typeof useWords>['words']['campaigns']['said']

/** Which page of which campaign. */
interface Open {
  readonly campaign: string
  readonly to: 'approve' | 'progress' | 'waves'
}

const key = ['campaigns']

/** Of an operator of mass resets: which there are, and her yes to one. */
export function CampaignsPage() {
  const { words } = useWords()
  return (
    <SignedIn title={words.campaigns.title} text={words.campaigns.signIn} proof={false}>
      {(me) => <Campaigns me={me} />}
    </SignedIn>
  )
}

function Campaigns({ me }: { readonly me: Me }) {
  const client = useQueryClient()
  const campaigns = useQuery({ queryKey: key, queryFn: viewCampaigns })
  const [open, setOpen] = useState<Open>()
  const [said, setSaid] = useState<Said>()
  const ended = (what: Said | undefined) => {
    setSaid(what)
    setOpen(undefined)
    void client.invalidateQueries({ queryKey: key })
  }
  const chosen = campaigns.data?.campaigns.find(({ campaign }) => campaign === open?.campaign)
  if (chosen !== undefined && open !== undefined) {
    const back = () => ended(undefined)
    if (open.to === 'progress') return <Progress campaign={chosen} onBack={back} />
    if (open.to === 'waves') return <OtherWaves campaign={chosen} onBack={back} />
    return <Approve me={me} campaign={chosen} onEnd={(end) => ended(saidOf(end))} />
  }
  return <List campaigns={campaigns} said={said} onOpen={setOpen} onEnd={ended} />
}

function saidOf(end: CampaignApproved | undefined): Said | undefined {
  if (end === undefined) return undefined
  if (end.approved) return end.state === 'approved' ? 'approved' : 'half-approved'
  return end.why === 'one-more-answer' ? 'not-now' : end.why
}

interface ListProps {
  readonly campaigns: ReturnType<typeof useQuery<OwnCampaigns>>
  readonly said: Said | undefined
  readonly onOpen: (open: Open) => void
  readonly onEnd: (said: Said) => void
}

function List({ campaigns, said, onOpen, onEnd }: ListProps) {
  const { words } = useWords()
  const all = campaigns.data?.campaigns ?? []
  return (
    <Page name="campaigns" title={words.campaigns.title}>
      {said !== undefined && (
        <Notice key={said} kind={good.has(said) ? 'good' : 'bad'}>
          <p>{words.campaigns.said[said]}</p>
        </Notice>
      )}
      <p>{words.campaigns.text}</p>
      <Failure error={campaigns.error} />
      {campaigns.isPending && <Waiting text={words.product.loading} />}
      {campaigns.data !== undefined && all.length === 0 && (
        <Notice kind="plain">
          <p>{words.campaigns.none}</p>
        </Notice>
      )}
      <ul className="kt-approvals">
        {all.map((one) => (
          <Item
            key={one.campaign}
            one={one}
            onOpen={(to) => onOpen({ campaign: one.campaign, to })}
            onEnd={onEnd}
          />
        ))}
      </ul>
      <div className="kt-links">
        <TextLink to="/me">{words.product.back}</TextLink>
      </div>
    </Page>
  )
}

const good: ReadonlySet<Said> = new Set(['approved', 'half-approved', 'withdrawn'])

interface ItemProps {
  readonly one: OwnCampaign
  readonly onOpen: (to: Open['to']) => void
  readonly onEnd: (said: Said) => void
}

const begun: ReadonlySet<OwnCampaign['state']> = new Set([
  'approved',
  'running',
  'paused',
  'verifying',
  'closed',
  'cancelled',
])
const planned: ReadonlySet<OwnCampaign['state']> = new Set(['draft', 'simulated', 'half-approved'])

function Item({ one, onOpen, onEnd }: ItemProps) {
  const { words, locale } = useWords()
  const withdraw = useMutation({
    mutationFn: withdrawCampaign,
    onSuccess: (end) => onEnd(end.approved ? 'withdrawn' : 'not-now'),
    onError: useSignedOutCheck(),
  })
  const mayApprove = !one.approvedByMe && (one.state === 'simulated' || one.state === 'half-approved')
  const changed = new Date(one.changed).toLocaleDateString(locale, { dateStyle: 'long' })
  return (
    <li className="kt-approval">
      <p className="kt-approval-who">{one.campaign}</p>
      <p>{words.campaigns.of[one.state]}</p>
      <p className="kt-small">
        {words.campaigns.drafted(one.draftedBy, changed)} {one.approvedByMe ? words.campaigns.mine : ''}
      </p>
      <Failure error={withdraw.error} />
      {mayApprove && (
        <Button size="md" onClick={() => onOpen('approve')}>
          {words.campaigns.look(one.campaign)}
        </Button>
      )}
      {begun.has(one.state) && (
        <Button size="md" variant="default" onClick={() => onOpen('progress')}>
          {words.campaigns.console.look(one.campaign)}
        </Button>
      )}
      {planned.has(one.state) && one.people !== null && (
        <TextButton onClick={() => onOpen('waves')}>{words.campaigns.console.tryWaves}</TextButton>
      )}
      {one.approvedByMe && (one.state === 'half-approved' || one.state === 'approved') && (
        <TextButton onClick={() => withdraw.mutate({ campaign: one.campaign })}>
          {words.campaigns.withdraw(one.campaign)}
        </TextButton>
      )}
    </li>
  )
}
