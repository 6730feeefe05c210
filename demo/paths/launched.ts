import { visit } from '../portal-visit.ts'
import type { Stage } from '../stage.ts'
import type { Telling } from '../telling.ts'
import { alicesNewPassword } from './path.ts'

const resetMs = 240_000

/** What is to be seen of a tunnel on laptop1 in the course of a reset. */
export type TunnelIs = 'never' | 'after the portal' | 'around the portal'

/** A reset at laptop1 whose agent reaches the server: she chooses in the portal, the agent does the rest. */
export async function resetByLaunch(
  stage: Stage,
  telling: Telling,
  { tunnel, doing }: { readonly tunnel: TunnelIs; readonly doing: string },
): Promise<void> {
  const { agent, alice } = stage
  const code = await telling.during('laptop1', 'Alice opens her TOTP app', () => alice.freshCode())
  const started = await telling.during('laptop1', 'keyturn-agent opens a launch and shows the portal', () =>
    agent.startReset(),
  )
  const isUpBefore = await isTunnelUp(stage)
  if (tunnel === 'around the portal')
    telling.seen('laptop1', 'the tunnel is open before the portal is', isUpBefore)
  else telling.seen('laptop1', 'no tunnel is open before the reset', !isUpBefore)
  // From now on: the agent may be done before her browser is.
  const watching = watch(stage, started.child.exited)
  watching.catch(() => undefined)
  await telling.during('laptop1', 'Alice proves who she is and chooses a new password', () =>
    visit(stage.world, 'laptop1', started.portal, { name: 'alice', code, password: alicesNewPassword }),
  )
  const sawTunnel = await telling.during('laptop1', doing, () => watching)
  const { code: exitCode, screen } = await started.end()
  for (const line of screen.split('\n').filter((one) => one.trim() !== '')) telling.say(`    ${line.trim()}`)
  telling.seen('laptop1', 'the agent reports a proved refresh', exitCode === 0)
  if (tunnel === 'never') telling.seen('laptop1', 'no tunnel was opened', !sawTunnel)
  if (tunnel === 'after the portal')
    telling.seen('laptop1', 'the tunnel was open while it was needed', sawTunnel)
  if (tunnel !== 'never') telling.seen('laptop1', 'the tunnel is closed again', !(await isTunnelUp(stage)))
}

/** Until the agent ends. @returns whether a tunnel was seen open meanwhile. */
async function watch(stage: Stage, ended: Promise<number | null>): Promise<boolean> {
  let sawTunnel = false
  const end = performance.now() + resetMs
  for (;;) {
    sawTunnel ||= await isTunnelUp(stage)
    const over = await Promise.race([
      ended.then(() => true),
      new Promise<false>((go) => setTimeout(go, 100, false)),
    ])
    if (over) return sawTunnel
    if (performance.now() > end) throw new Error(`the agent did not end within ${resetMs / 1000} s`)
  }
}

async function isTunnelUp({ world }: Stage): Promise<boolean> {
  const { stdout } = await world.lab.host('laptop1').run(['ip', '-brief', 'link', 'show', 'type', 'tun'])
  return stdout.trim() !== ''
}
