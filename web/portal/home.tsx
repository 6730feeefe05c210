import { Choice, Page, TextLink } from '../ui/index.ts'
import { useWords } from '../words/index.ts'

/** Four ways on. A launch that the log-on screen opened the portal with goes along. */
export function Home({ launch }: { readonly launch: string | undefined }) {
  const { words } = useWords()
  return (
    <Page name="home" title={words.home.title}>
      <ul className="kt-choices">
        <li>
          <Choice to="/reset" search={{ launch }} title={words.home.forgot} text={words.home.forgotText} />
        </li>
        <li>
          <Choice to="/unlock" search={{ launch }} title={words.home.locked} text={words.home.lockedText} />
        </li>
        <li>
          <Choice to="/why" search={{ launch }} title={words.why.home} text={words.why.homeText} />
        </li>
        <li>
          <Choice to="/change" title={words.home.change} text={words.home.changeText} />
        </li>
      </ul>
      <nav className="kt-links" aria-label={words.home.more}>
        <TextLink to="/no-network">{words.noNetwork.link}</TextLink>
        <TextLink to="/me">{words.home.proofs}</TextLink>
        <TextLink to="/activity">{words.home.activity}</TextLink>
      </nav>
    </Page>
  )
}
