import { useOrganisation } from '../organisation/index.ts'
import { Choice, Page, TextLink } from '../ui/index.ts'
import { useWords } from '../words/index.ts'
import { ClosedNotice, DistrustNotice, PassesOnlyNotice } from './lockdown/closed.tsx'

/** Four ways on. A launch that the log-on screen opened the portal with goes along. */
export function Home({ launch }: { readonly launch: string | undefined }) {
  const { words } = useWords()
  const { selfService, distrusts } = useOrganisation()
  if (selfService === 'frozen') return <ClosedHome />
  const isOpen = selfService === 'open'
  return (
    <Page name="home" title={words.home.title}>
      {!isOpen && <PassesOnlyNotice />}
      {isOpen && distrusts && <DistrustNotice />}
      <ul className="kt-choices">
        <li>
          <Choice to="/reset" search={{ launch }} title={words.home.forgot} text={words.home.forgotText} />
        </li>
        <li>
          <Choice to="/unlock" search={{ launch }} title={words.home.locked} text={words.home.lockedText} />
        </li>
        {isOpen && (
          <li>
            <Choice to="/why" search={{ launch }} title={words.why.home} text={words.why.homeText} />
          </li>
        )}
        {isOpen && (
          <li>
            <Choice to="/change" title={words.home.change} text={words.home.changeText} />
          </li>
        )}
      </ul>
      <nav className="kt-links" aria-label={words.home.more}>
        <TextLink to="/no-network">{words.noNetwork.link}</TextLink>
        {isOpen && <TextLink to="/me">{words.home.proofs}</TextLink>}
        <TextLink to="/activity">{words.home.activity}</TextLink>
      </nav>
    </Page>
  )
}

/** Signing in is left, for whoever opens it again; nothing can be set up. */
function ClosedHome() {
  const { words } = useWords()
  return (
    <Page name="home-closed" title={words.lockdown.closed}>
      <ClosedNotice />
      <nav className="kt-links" aria-label={words.home.more}>
        <TextLink to="/activity">{words.home.activity}</TextLink>
      </nav>
    </Page>
  )
}
