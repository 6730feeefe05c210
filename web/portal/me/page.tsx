import type { FactorName, Me } from '@keyturn/contract'
import { ButtonLink, HelpDesk, Notice, Page, TextButton, TextLink } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useSignOut } from '../sign-in/sign-out.ts'
import { FactorList } from './factor-list.tsx'
import { ReadinessNotice } from './readiness.tsx'
import { RemoveFactor } from './remove-factor.tsx'
import { RenameFactor } from './rename-factor.tsx'

interface MePageProps {
  readonly remove: string | undefined
  readonly rename: string | undefined
}

export function MePage({ remove, rename }: MePageProps) {
  const { words } = useWords()
  return (
    <SignedIn title={words.me.title} text={words.signIn.textMe} proof>
      {(me) => {
        const own = me.factors.filter((one) => one.own)
        const removed = own.find((one) => one.id === remove)
        const renamed = own.find((one) => one.id === rename)
        if (removed !== undefined) return <RemoveFactor factor={removed} />
        return renamed === undefined ? <Factors me={me} /> : <RenameFactor factor={renamed} />
      }}
    </SignedIn>
  )
}

function Factors({ me }: { readonly me: Me }) {
  const { words, locale } = useWords()
  const signOut = useSignOut()
  const hasOwn = me.factors.some((one) => one.own)
  if (me.frozen) return <Frozen me={me} />
  return (
    <Page name="me" title={words.me.title}>
      <p>{words.me.hello(me.displayName)}</p>
      {me.mustChange && (
        <Notice kind="wait">
          <p>{words.me.mustChange}</p>
        </Notice>
      )}
      {me.mustChange && <ButtonLink to="/change">{words.me.change}</ButtonLink>}
      {!me.mustChange && hasOwn && <ReadinessNotice />}
      {me.enrolBy !== null && (
        <Notice kind="wait">
          <p>{words.me.enrolBy(new Date(me.enrolBy).toLocaleDateString(locale, { dateStyle: 'long' }))}</p>
        </Notice>
      )}
      {me.unusable !== undefined && <Unusable ways={me.unusable} />}
      {me.factors.length > 0 && <FactorList me={me} />}
      {me.factors.length === 0 && !me.mustChange && (
        <Notice kind="plain" title={words.me.none}>
          <p>{words.me.noneText}</p>
        </Notice>
      )}
      {!hasOwn && !me.mustChange && <ButtonLink to={adding(me)}>{words.me.add}</ButtonLink>}
      <nav className="kt-links" aria-label={words.home.more}>
        {hasOwn && <TextLink to={adding(me)}>{words.me.addAnother}</TextLink>}
        {!hasOwn && me.mustChange && <TextLink to={adding(me)}>{words.me.add}</TextLink>}
        {hasOwn && (
          <TextLink to="/me/recovery-codes">
            {me.recoveryCodesLeft > 0 ? words.me.codesNew : words.me.codes}
          </TextLink>
        )}
        {!me.mustChange && <TextLink to="/change">{words.me.change}</TextLink>}
        <TextLink to="/approvals">{words.me.approvals}</TextLink>
        <TextLink to="/activity">{words.me.activity}</TextLink>
        <TextButton onClick={signOut}>{words.signIn.out}</TextButton>
      </nav>
    </Page>
  )
}

function Unusable({ ways }: { readonly ways: readonly FactorName[] }) {
  const { words } = useWords()
  const names = ways.map((one) => say(words.codes, 'enrol', one)).join(', ')
  return (
    <Notice kind="wait" title={words.lockdown.distrusts}>
      <p>{words.lockdown.unusable(names)}</p>
      <HelpDesk />
    </Notice>
  )
}

/** With one way to add there is nothing to choose. */
const adding = ({ enrollable }: Me) =>
  enrollable.length === 1 && enrollable[0] === 'totp' ? '/me/totp' : '/me/add'

function Frozen({ me }: { readonly me: Me }) {
  const { words } = useWords()
  const signOut = useSignOut()
  return (
    <Page name="me-frozen" title={words.me.title}>
      <p>{words.me.hello(me.displayName)}</p>
      <Notice kind="wait" title={words.me.frozen}>
        <p>{words.me.frozenText}</p>
        <HelpDesk />
      </Notice>
      <div className="kt-links">
        <TextLink to="/activity">{words.me.activity}</TextLink>
        <TextButton onClick={signOut}>{words.signIn.out}</TextButton>
      </div>
    </Page>
  )
}
