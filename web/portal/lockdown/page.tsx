import type { LockdownWished, Me, OwnLockdown } from '@keyturn/contract'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { viewLockdown, withdrawLockdownWish } from '../../api/index.ts'
import { Failure, Notice, Page, TextButton, TextLink, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useSignedOutCheck } from '../sign-in/use-me.ts'
import '../approvals/approvals.css'
import { useMoment } from './moment.ts'
import { Wish, type Chosen } from './wish.tsx'

/** What the last thing she did came to. */
type Said = keyof ReturnType<typeof useWords>['words']['lockdown']['said']

const key = ['lockdown']

/** Of an operator: how self-service stands, and what she wants of it. */
export function LockdownPage() {
  const { words } = useWords()
  return (
    <SignedIn title={words.lockdown.title} text={words.lockdown.signIn} proof={false}>
      {(me) => <Lockdown me={me} />}
    </SignedIn>
  )
}

function Lockdown({ me }: { readonly me: Me }) {
  const client = useQueryClient()
  const standing = useQuery({ queryKey: key, queryFn: viewLockdown })
  const [chosen, setChosen] = useState<Chosen>()
  const [said, setSaid] = useState<Said>()
  const ended = (what: Said | undefined) => {
    setSaid(what)
    setChosen(undefined)
    void client.invalidateQueries({ queryKey: key })
    void client.invalidateQueries({ queryKey: ['portal'] })
  }
  if (chosen !== undefined) return <Wish me={me} chosen={chosen} onEnd={(end) => ended(saidOf(end))} />
  return <Standing standing={standing} said={said} onChoose={setChosen} onEnd={ended} />
}

function saidOf(end: LockdownWished | undefined): Said | undefined {
  return end === undefined || end.end === 'one-more-answer' ? undefined : end.end
}

interface StandingProps {
  readonly standing: ReturnType<typeof useQuery<OwnLockdown>>
  readonly said: Said | undefined
  readonly onChoose: (chosen: Chosen) => void
  readonly onEnd: (said: Said) => void
}

function Standing({ standing, said, onChoose, onEnd }: StandingProps) {
  const { words } = useWords()
  return (
    <Page name="lockdown" title={words.lockdown.title}>
      {said !== undefined && (
        <Notice key={said} kind={good.has(said) ? 'good' : 'bad'}>
          <p>{words.lockdown.said[said]}</p>
        </Notice>
      )}
      <Failure error={standing.error} />
      {standing.isPending && <Waiting text={words.product.loading} />}
      {standing.data !== undefined && <Now own={standing.data} onChoose={onChoose} onEnd={onEnd} />}
      <div className="kt-links">
        <TextLink to="/me">{words.product.back}</TextLink>
      </div>
    </Page>
  )
}

const good: ReadonlySet<Said> = new Set(['held', 'asked', 'done', 'withdrawn'])

interface NowProps {
  readonly own: OwnLockdown
  readonly onChoose: (chosen: Chosen) => void
  readonly onEnd: (said: Said) => void
}

function Now({ own, onChoose, onEnd }: NowProps) {
  const { words } = useWords()
  const moment = useMoment()
  const { mode, heldUntil, setting, wishes, passes } = own
  const { distrustSince } = setting
  const others = (['frozen', 'passes-only', 'open'] as const).filter(
    (one) =>
      (one !== setting.mode || distrustSince !== null || heldUntil !== null) &&
      (passes || one !== 'passes-only'),
  )
  return (
    <>
      <Notice kind={mode === 'open' ? 'plain' : 'wait'} title={words.lockdown.now[mode]}>
        {heldUntil !== null && <p>{words.lockdown.held(moment(heldUntil))}</p>}
        <p>
          {distrustSince === null ? words.lockdown.trust : words.lockdown.distrust(moment(distrustSince))}
        </p>
      </Notice>
      <p>{words.lockdown.text}</p>
      {wishes.length > 0 && (
        <ul className="kt-approvals">
          {wishes.map((one) => (
            <Waits key={`${one.by} ${one.at}`} one={one} onChoose={onChoose} onEnd={onEnd} />
          ))}
        </ul>
      )}
      {others.map((one) => (
        <Button
          key={one}
          size="md"
          variant="default"
          fullWidth
          mt="sm"
          onClick={() => onChoose({ setting: { mode: one, distrustSince }, same: false })}
        >
          {words.lockdown.wish[one]}
        </Button>
      ))}
    </>
  )
}

interface WaitsProps extends Omit<NowProps, 'own'> {
  readonly one: OwnLockdown['wishes'][number]
}

function Waits({ one: { setting, mine, by, until }, onChoose, onEnd }: WaitsProps) {
  const { words } = useWords()
  const moment = useMoment()
  const withdraw = useMutation({
    mutationFn: () => withdrawLockdownWish({}),
    onSuccess: ({ withdrawn }) => onEnd(withdrawn ? 'withdrawn' : 'not-withdrawn'),
    onError: useSignedOutCheck(),
  })
  const what = words.lockdown.wish[setting.mode]
  const { distrustSince } = setting
  return (
    <li className="kt-approval">
      <p>
        {mine ? words.lockdown.wantMine(what) : words.lockdown.wants(by, what)}{' '}
        {words.lockdown.second(moment(until))}
      </p>
      <p className="kt-small">
        {distrustSince === null ? words.lockdown.trust : words.lockdown.distrust(moment(distrustSince))}
      </p>
      <Failure error={withdraw.error} />
      {mine ? (
        <TextButton onClick={() => withdraw.mutate()}>{words.lockdown.withdraw}</TextButton>
      ) : (
        <Button size="md" onClick={() => onChoose({ setting, same: true })}>
          {words.lockdown.same(what)}
        </Button>
      )}
    </li>
  )
}
