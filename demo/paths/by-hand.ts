import { answerOnPhone } from '../portal-visit.ts'
import type { Stage } from '../stage.ts'
import type { Telling } from '../telling.ts'
import { alicesNewPassword } from './path.ts'

/** A reset of laptop1 without any network: its code goes to her phone by hand, and the answer back. */
export async function resetByHand({ world, agent, alice }: Stage, telling: Telling): Promise<void> {
  const code = await telling.during('phone', 'Alice opens her TOTP app', () => alice.freshCode())
  const shown = await telling.during('laptop1', 'keyturn-agent finds no network and shows a code', () =>
    agent.resetTyping(),
  )
  const deviceCode = /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(shown.stdout)?.[0]
  telling.seen('laptop1', `the code is ${deviceCode}, and the same as a QR code`, deviceCode !== undefined)
  const choice = { name: 'alice', code, password: alicesNewPassword }
  const answer = await telling.during(
    'phone',
    'Alice scans it, proves who she is and chooses a new password',
    () => answerOnPhone(world, `${world.server.url}/no-network#${deviceCode}`, choice),
  )
  telling.seen('phone', `the portal shows an answer for laptop1: ${answer}`, answer !== '')
  const done = await telling.during(
    'laptop1',
    'Alice types the answer and the new password; the cached log-on is changed and proved',
    () => agent.resetTyping(answer, alicesNewPassword),
  )
  telling.seen('laptop1', 'the agent says that it is proved', done.code === 0)
}

/** Hours later, at a link: the server hears of it. */
export async function reportLater({ world, agent }: Stage, telling: Telling): Promise<void> {
  await world.lab.laptop('laptop1').away()
  const told = await telling.during('laptop1', 'the internet is back: keyturn-agent tells the server', () =>
    agent.run('report'),
  )
  telling.seen('laptop1', 'the server knows now what happened without it', told.code === 0)
}
