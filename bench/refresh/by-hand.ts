import { answerByHand, codeShown } from '@keyturn/e2e'
import type { Reset } from './resets.ts'

/** A laptop without any network: its code is carried to the portal, and the answer back. */
export const resetByHand: Reset = async ({ world, agent }, choice) => {
  const name = choice.who.person.sAMAccountName
  const shown = await agent.resetTyping(name)
  const answer = await answerByHand(codeShown(shown.stdout), world.server, choice)
  const { code, stdout } = await agent.resetTyping(name, answer, choice.password)
  if (code !== 0) throw new Error(stdout)
}
