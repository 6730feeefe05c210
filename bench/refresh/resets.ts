import type { Enrolled, KeyturnAgent, World } from '@keyturn/e2e'

export interface Site {
  readonly world: World
  readonly agent: KeyturnAgent
}

export interface Choice {
  readonly who: Enrolled
  /** Which of her recovery codes proves who she is. */
  readonly slip: number
  readonly password: string
}

/** A reset at the laptop, until its agent has ended. */
export type Reset = (site: Site, choice: Choice) => Promise<void>

export const resetByLaunch: Reset = async ({ world, agent }, { who, slip, password }) => {
  const waiting = await agent.startReset()
  const client = world.server.client()
  const answer = who.recoveryCodes[slip] ?? ''
  const identifier = who.person.upn
  await client.must('reset.start', { purpose: 'reset', identifier, launch: waiting.launch })
  await client.must('reset.prove', { factor: 'recovery-code', answer })
  await client.must('reset.choose', { password })
  const { code, screen } = await waiting.end()
  if (code !== 0) throw new Error(screen)
}
