import { formatChallenge } from '@keyturn/protocols/challenge'
import { useState } from 'react'
import { go } from '../../address/index.ts'
import { Who } from '../reset/who.tsx'
import { ChallengeForm } from './challenge-form.tsx'
import { forgetScanned } from './scanned.ts'

/** The way into a reset whose computer has no network: first its code, then like every reset. */
export function NoNetworkPage() {
  const [challenge, setChallenge] = useState<string>()
  if (challenge === undefined) {
    return <ChallengeForm onRead={(read) => setChallenge(formatChallenge(read))} />
  }
  const onStarted = () => {
    forgetScanned()
    go('/reset', 'instead')
  }
  return <Who purpose="reset" launch={undefined} deviceChallenge={challenge} onBegun={onStarted} />
}
