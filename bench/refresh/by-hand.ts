import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyturnAgent, World } from '@keyturn/e2e'
import type { Choice, Reset } from './resets.ts'

/** A laptop without any network: its code is carried to the portal, and the answer back. */
export const resetByHand: Reset = async ({ world, agent }, choice) => {
  const name = choice.who.person.sAMAccountName
  const answer = await answerTo(await codeOf(agent, name), world, choice)
  const { code, stdout } = await agent.resetTyping(name, answer, choice.password)
  if (code !== 0) throw new Error(stdout)
}

async function codeOf(agent: KeyturnAgent, name: string): Promise<string> {
  const { stdout } = await agent.resetTyping(name)
  const code = /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(stdout)?.[0]
  if (code === undefined) throw new Error(stdout)
  return code.replaceAll('-', '')
}

async function answerTo(
  deviceChallenge: string,
  world: World,
  { who, slip, password }: Choice,
): Promise<string> {
  const client = world.server.client()
  const answer = who.recoveryCodes[slip] ?? ''
  await client.must('reset.start', { purpose: 'reset', identifier: who.person.upn, deviceChallenge })
  await client.must('reset.prove', { factor: 'recovery-code', answer })
  let view = await client.must('reset.choose', { password })
  for (;;) {
    if (view.state === 'done' && view.refresh.state === 'response' && view.refresh.response !== null) {
      return view.refresh.response
    }
    await sleep(100)
    view = await client.must('reset.view')
  }
}
