import type { SelfService } from '@keyturn/contract'
import type { Path } from '../../address/index.ts'
import { HelpDesk, Notice, Page, TextLink } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'

/** Pages on which nothing can be done while only passes count, and those that need everything open or a pass. */
const needOpen: ReadonlySet<Path> = new Set(['/why', '/change', '/me/add', '/me/totp', '/me/recovery-codes'])
const needPass: ReadonlySet<Path> = new Set(['/reset', '/unlock', '/no-network'])

export function isClosed(path: Path, mode: SelfService): boolean {
  return (mode !== 'open' && needOpen.has(path)) || (mode === 'frozen' && needPass.has(path))
}

/** The same for everybody, and the one next step. */
export function Closed() {
  const { words } = useWords()
  return (
    <Page name="closed" title={words.lockdown.closed}>
      <ClosedNotice />
      <div className="kt-links">
        <TextLink to="/">{words.product.toStart}</TextLink>
      </div>
    </Page>
  )
}

export function ClosedNotice() {
  const { words } = useWords()
  return (
    <Notice kind="wait">
      <p>{words.lockdown.closedText}</p>
      <HelpDesk />
      <p>{words.lockdown.closedNext}</p>
    </Notice>
  )
}

export function PassesOnlyNotice() {
  const { words } = useWords()
  return (
    <Notice kind="wait" title={words.lockdown.passesOnly}>
      <p>{words.lockdown.passesOnlyText}</p>
      <p>{words.lockdown.noPass}</p>
      <HelpDesk />
    </Notice>
  )
}

export function DistrustNotice() {
  const { words } = useWords()
  return (
    <Notice kind="plain" title={words.lockdown.distrusts}>
      <p>{words.lockdown.distrustsText}</p>
      <HelpDesk />
    </Notice>
  )
}
