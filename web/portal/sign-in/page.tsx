import { useEffect } from 'react'
import { go, hrefOf } from '../../address/index.ts'
import { useWords } from '../../words/index.ts'
import { SignedIn } from './signed-in.tsx'

export function SignInPage() {
  const { words } = useWords()
  return (
    <SignedIn title={words.signIn.title} text={words.signIn.textMe} proof={false}>
      {() => <GoOn />}
    </SignedIn>
  )
}

function GoOn() {
  useEffect(() => go(hrefOf('/me'), 'instead'), [])
  return null
}
