import { Button, Group } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { issueRecoveryCodes } from '../../api/index.ts'
import { ButtonLink, Failure, Notice, Page, TextLink } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { SignedIn } from '../sign-in/signed-in.tsx'
import { useSignedOutCheck } from '../sign-in/use-me.ts'
import './me.css'

export function RecoveryCodesPage() {
  const { words } = useWords()
  return (
    <SignedIn title={words.recovery.title} text={words.signIn.textMe} proof enrolling>
      {(me) => <RecoveryCodes replaces={me.recoveryCodesLeft > 0} />}
    </SignedIn>
  )
}

/** Making codes ends the older ones, so it takes a press; they are shown once, and are nowhere after this page. */
function RecoveryCodes({ replaces }: { readonly replaces: boolean }) {
  const { words } = useWords()
  const make = useMutation({
    mutationFn: () => issueRecoveryCodes({}),
    onError: useSignedOutCheck(),
    gcTime: 0,
  })
  if (make.data !== undefined) return <Codes codes={make.data.codes} />
  return (
    <Page name="recovery" title={words.recovery.title}>
      <p>{words.recovery.text}</p>
      {replaces && (
        <Notice kind="wait">
          <p>{words.recovery.replaces}</p>
        </Notice>
      )}
      <Failure error={make.error} />
      <Button size="lg" fullWidth loading={make.isPending} onClick={() => make.mutate()}>
        {words.recovery.make}
      </Button>
      <div className="kt-links">
        <TextLink to="/me">{words.recovery.skip}</TextLink>
      </div>
    </Page>
  )
}

function Codes({ codes }: { readonly codes: readonly string[] }) {
  const { words } = useWords()
  const [copied, setCopied] = useState<string>()
  const copy = () => {
    // The clipboard is missing on pages without TLS, and a locked-down browser may refuse it.
    const written = navigator.clipboard?.writeText(codes.join('\n')) ?? Promise.reject(new Error('none'))
    void written.then(
      () => setCopied(words.recovery.copied),
      () => setCopied(words.recovery.notCopied),
    )
  }
  return (
    <Page name="codes" title={words.recovery.titleCodes}>
      <p>
        {words.recovery.text} {words.recovery.once}
      </p>
      <ul className="kt-recovery" aria-label={words.recovery.list}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="kt-no-print">
        <Group grow preventGrowOverflow={false}>
          <Button variant="default" size="lg" onClick={copy}>
            {words.recovery.copy}
          </Button>
          <Button variant="default" size="lg" onClick={() => window.print()}>
            {words.recovery.print}
          </Button>
        </Group>
        <p role="status">{copied}</p>
        <ButtonLink to="/me">{words.recovery.saved}</ButtonLink>
      </div>
    </Page>
  )
}
