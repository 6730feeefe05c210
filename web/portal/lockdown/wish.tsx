import type { LockdownSetting, LockdownWished, Me } from '@keyturn/contract'
import { Button, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import { wishLockdown } from '../../api/index.ts'
import { Page, TextButton } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { Reprove } from '../sign-in/reprove.tsx'
import { useMoment } from './moment.ts'

/** `same`: somebody else wants it already. */
export interface Chosen {
  readonly setting: LockdownSetting
  readonly same: boolean
}

interface WishProps {
  readonly me: Me
  readonly chosen: Chosen
  /** undefined: she went back. */
  readonly onEnd: (end: LockdownWished | undefined) => void
}

/** What it does, and since when to distrust; then the proof. Each on a page of its own. */
export function Wish({ me, chosen, onEnd }: WishProps) {
  const [setting, setSetting] = useState<LockdownSetting>()
  if (setting === undefined) return <Read chosen={chosen} onRead={setSetting} onEnd={onEnd} />
  return <Prove me={me} setting={setting} onEnd={onEnd} />
}

interface ReadProps extends Omit<WishProps, 'me'> {
  readonly onRead: (setting: LockdownSetting) => void
}

function Read({ chosen: { setting, same }, onRead, onEnd }: ReadProps) {
  const { words } = useWords()
  const moment = useMoment()
  const { mode, distrustSince } = setting
  const [since, setSince] = useState(localOf(distrustSince))
  const [isBad, setBad] = useState(false)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (same) return onRead(setting)
    // Untouched, it is to the millisecond what it was: a field has minutes only.
    if (since === localOf(distrustSince)) return onRead(setting)
    const instant = since === '' ? null : new Date(since)
    const bad = instant !== null && !(instant.getTime() <= Date.now())
    setBad(bad)
    if (!bad) onRead({ mode, distrustSince: instant?.toISOString() ?? null })
  }
  return (
    <Page name={`lockdown-${mode}`} title={words.lockdown.wish[mode]}>
      <p>{words.lockdown.effect[mode]}</p>
      <form onSubmit={submit} noValidate>
        {same ? (
          <p>
            {distrustSince === null ? words.lockdown.trust : words.lockdown.distrust(moment(distrustSince))}
          </p>
        ) : (
          <TextInput
            type="datetime-local"
            label={words.lockdown.since}
            description={words.lockdown.sinceText}
            error={isBad ? words.lockdown.badSince : undefined}
            value={since}
            onChange={(event) => setSince(event.currentTarget.value)}
            size="md"
            mb="md"
          />
        )}
        <Button type="submit" size="lg" fullWidth>
          {words.lockdown.goOn}
        </Button>
      </form>
      <div className="kt-links">
        <TextButton onClick={() => onEnd(undefined)}>{words.lockdown.back}</TextButton>
      </div>
    </Page>
  )
}

/** As such a field has it: local time, minutes. */
function localOf(instant: string | null): string {
  if (instant === null) return ''
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

interface ProveProps extends Omit<WishProps, 'chosen'> {
  readonly setting: LockdownSetting
}

function Prove({ me, setting, onEnd }: ProveProps) {
  const { words } = useWords()
  return (
    <Reprove
      me={me}
      name="lockdown"
      title={words.lockdown.prove}
      text={words.lockdown.proveText(words.lockdown.wish[setting.mode])}
      back={words.lockdown.back}
      noWay={words.lockdown.noWay}
      send={(proof) => wishLockdown({ setting, ...proof })}
      more={(end) => (end.end === 'one-more-answer' ? end.challenge : undefined)}
      onEnd={onEnd}
    />
  )
}
