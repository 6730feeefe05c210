import { setTimeout as sleep } from 'node:timers/promises'
import type { Enrolled } from './enrolment.ts'
import type { KeyturnServer } from './server.ts'

/** The code that a computer without a network shows, as a person reads it. @throws {Error} if there is none. */
export function codeShown(screen: string): string {
  const code = /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(screen)?.[0]
  if (code === undefined) throw new Error(`no code is shown: ${screen}`)
  return code
}

export interface ChoiceByHand {
  readonly who: Enrolled
  /** Which of her recovery codes proves who she is. */
  readonly slip: number
  readonly password: string
}

/** She chooses a new password elsewhere, for the computer that shows the code. @returns the answer to it. */
export async function answerByHand(
  code: string,
  server: KeyturnServer,
  { who, slip, password }: ChoiceByHand,
): Promise<string> {
  const client = server.client()
  const start = { identifier: who.person.upn, deviceChallenge: code.replaceAll('-', '') }
  await client.must('reset.start', { purpose: 'reset', ...start })
  await client.must('reset.prove', { factor: 'recovery-code', answer: who.recoveryCodes[slip] ?? '' })
  let view = await client.must('reset.choose', { password })
  for (;;) {
    if (view.state === 'done' && view.refresh.state === 'response' && view.refresh.response !== null) {
      return view.refresh.response
    }
    await sleep(100)
    view = await client.must('reset.view')
  }
}
