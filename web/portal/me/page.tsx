import type { Me } from '@keyturn/contract'
import { Notice, Page, TextButton, TextLink, ButtonLink } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useSignOut } from '../sign-in/sign-out.ts'
import { FactorList } from './factor-list.tsx'
import { RemoveFactor } from './remove-factor.tsx'

export function MePage({ remove }: { readonly remove: string | undefined }) {
  const { words } = useWords()
  return (
    <SignedIn title={words.me.title} text={words.signIn.textMe} proof>
      {(me) => {
        const factor = me.factors.find((one) => one.id === remove)
        return factor === undefined ? <Factors me={me} /> : <RemoveFactor factor={factor} />
      }}
    </SignedIn>
  )
}

function Factors({ me }: { readonly me: Me }) {
  const { words } = useWords()
  const signOut = useSignOut()
  const apps = me.factors.filter((one) => one.factor === 'totp')
  return (
    <Page name="me" title={words.me.title}>
      <p>{words.me.hello(me.displayName)}</p>
      {me.mustChange && (
        <Notice kind="wait">
          <p>{words.me.mustChange}</p>
        </Notice>
      )}
      {me.mustChange && <ButtonLink to="/change">{words.me.change}</ButtonLink>}
      {me.factors.length > 0 && <FactorList me={me} />}
      {me.factors.length === 0 && !me.mustChange && (
        <Notice kind="plain" title={words.me.none}>
          <p>{words.me.noneText}</p>
        </Notice>
      )}
      {apps.length === 0 && !me.mustChange && <ButtonLink to="/me/totp">{words.me.add}</ButtonLink>}
      <nav className="kt-links" aria-label={words.home.more}>
        {apps.length > 0 && <TextLink to="/me/totp">{words.me.addAnother}</TextLink>}
        {apps.length === 0 && me.mustChange && <TextLink to="/me/totp">{words.me.add}</TextLink>}
        {apps.length > 0 && (
          <TextLink to="/me/recovery-codes">
            {me.recoveryCodesLeft > 0 ? words.me.codesNew : words.me.codes}
          </TextLink>
        )}
        {!me.mustChange && <TextLink to="/change">{words.me.change}</TextLink>}
        <TextLink to="/activity">{words.me.activity}</TextLink>
        <TextButton onClick={signOut}>{words.signIn.out}</TextButton>
      </nav>
    </Page>
  )
}
