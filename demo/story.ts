import { join } from 'node:path'
import type { Enrolled } from '@keyturn/e2e'
import type { LaptopName } from '@keyturn/lab'
import { resetInPortal } from './portal-visit.ts'
import type { Stage } from './stage.ts'
import type { Telling } from './telling.ts'

const alicesNewPassword = 'Quiet-Lanterns-Over-7-Rivers'
const bobsNewPassword = 'Seven-Copper-Kites-Above-Oslo'
const refreshMs = 120_000

/** The product's promise, on real software. Each sentence that is `seen` was looked at; the first that is not true ends it. */
export async function tellStory(stage: Stage, telling: Telling): Promise<void> {
  await usualDay(stage, telling)
  await withoutKeyturn(stage, telling)
  await withKeyturn(stage, telling)
  await trail(stage, telling)
}

/** Logs on at a laptop's PAM, as its log-on screen does. */
function atLogon({ world }: Stage, laptop: LaptopName, { person }: Enrolled) {
  return async (password: string) => (await world.lab.logon(laptop, person.sAMAccountName, password)).ok
}

async function usualDay(stage: Stage, telling: Telling): Promise<void> {
  const { world, alice, bob } = stage
  telling.chapter('A usual day')
  telling.say(
    'Alice and Bob log on in the office, then take their laptops away. There is no domain controller out there.',
  )
  for (const [laptop, one] of [
    ['laptop1', alice],
    ['laptop2', bob],
  ] as const) {
    const logsOn = atLogon(stage, laptop, one)
    const { sAMAccountName, password } = one.person
    telling.seen(
      laptop,
      `${sAMAccountName} logs on in the office, answered by the domain controller`,
      await logsOn(password),
    )
    await world.lab.laptop(laptop).away()
    telling.seen(laptop, `away: ${sAMAccountName} logs on from the laptop's cache`, await logsOn(password))
    telling.seen(laptop, 'away: a wrong password is refused', !(await logsOn('Not-The-Password-1')))
    telling.seen(laptop, 'away: no domain controller can be reached', !(await reachesDc(stage, laptop)))
  }
}

async function reachesDc({ world }: Stage, laptop: LaptopName): Promise<boolean> {
  const { code } = await world.lab.host(laptop).run(['ping', '-c', '1', '-W', '1', '10.20.0.10'])
  return code === 0
}

async function withoutKeyturn(stage: Stage, telling: Telling): Promise<void> {
  const { world, bob } = stage
  telling.chapter('Without Keyturn on the laptop')
  telling.say(
    'Bob forgot his password. He resets it in a browser on laptop2, which has no agent: as with any web portal.',
  )
  const code = await telling.during('laptop2', 'Bob opens his TOTP app', () => bob.freshCode())
  await telling.during('laptop2', 'Bob resets his password in the portal', () =>
    visit(stage, 'laptop2', world.server.url, { name: 'bob', code, password: bobsNewPassword }),
  )
  const logsOn = atLogon(stage, 'laptop2', bob)
  telling.seen('laptop2', 'the laptop refuses the new password', !(await logsOn(bobsNewPassword)))
  telling.seen(
    'laptop2',
    'the laptop still takes the old one, which the domain no longer knows',
    await logsOn(bob.person.password),
  )
}

async function withKeyturn(stage: Stage, telling: Telling): Promise<void> {
  const { agent, alice } = stage
  telling.chapter('With Keyturn')
  telling.say('Alice forgot hers. Nobody is called. At the log-on screen of laptop1 she starts the reset.')
  const code = await telling.during('laptop1', 'Alice opens her TOTP app', () => alice.freshCode())
  const started = await telling.during('laptop1', 'keyturn-agent opens a launch and shows the portal', () =>
    agent.startReset(),
  )
  telling.seen('laptop1', 'no tunnel is open before the reset', !(await tunnelIsUp(stage)))
  await telling.during('laptop1', 'Alice proves who she is and chooses a new password', () =>
    visit(stage, 'laptop1', started.portal, { name: 'alice', code, password: alicesNewPassword }),
  )
  const sawTunnel = await telling.during(
    'laptop1',
    'tunnel up, a real log-on against the DC, off-line proof, tunnel down',
    () => watchRefresh(stage, started.child.exited),
  )
  const { code: exitCode, screen } = await started.end()
  for (const line of screen.split('\n').filter((one) => one.trim() !== '')) telling.say(`    ${line.trim()}`)
  telling.seen('laptop1', 'the agent reports a proved refresh', exitCode === 0)
  telling.seen('laptop1', 'the tunnel was open while it was needed', sawTunnel)
  telling.seen('laptop1', 'the tunnel is closed again', !(await tunnelIsUp(stage)))
  telling.seen('laptop1', 'no domain controller can be reached', !(await reachesDc(stage, 'laptop1')))
  const logsOn = atLogon(stage, 'laptop1', alice)
  telling.seen('laptop1', 'Alice logs on with the new password', await logsOn(alicesNewPassword))
  telling.seen('laptop1', 'the old password is refused', !(await logsOn(alice.person.password)))
}

/** Until the agent ends. @returns whether the tunnel was seen open meanwhile. */
async function watchRefresh(stage: Stage, ended: Promise<number | null>): Promise<boolean> {
  let sawTunnel = false
  const end = performance.now() + refreshMs
  for (;;) {
    sawTunnel ||= await tunnelIsUp(stage)
    const over = await Promise.race([
      ended.then(() => true),
      new Promise<false>((go) => setTimeout(go, 100, false)),
    ])
    if (over) return sawTunnel
    if (performance.now() > end) throw new Error(`the agent did not end within ${refreshMs / 1000} s`)
  }
}

async function tunnelIsUp({ world }: Stage): Promise<boolean> {
  const { stdout } = await world.lab.host('laptop1').run(['ip', '-brief', 'link', 'show', 'type', 'tun'])
  return stdout.trim() !== ''
}

async function visit(
  { world }: Stage,
  laptop: LaptopName,
  address: string,
  choice: Parameters<typeof resetInPortal>[2],
): Promise<void> {
  await using browser = await world.browser(laptop)
  await resetInPortal(await browser.page(), address, choice)
}

async function trail(stage: Stage, telling: Telling): Promise<void> {
  const { world, alice } = stage
  telling.chapter('The audit trail')
  const folder = join(world.lab.folder, 'audit')
  const exported = await world.server.cli('audit', 'export', folder)
  telling.seen('server', firstLine(exported.stdout), exported.code === 0)
  const key = /--key '([^']+)'/.exec(exported.stdout)?.[1] ?? ''
  const verified = await world.server.cli('audit', 'verify', folder, '--key', key)
  telling.seen('server', firstLine(verified.stdout), verified.code === 0)
  const entries = await world.lab.host('server').must(['cat', join(folder, 'entries.jsonl')])
  const types = entries
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => String((JSON.parse(line) as { type?: unknown }).type))
  telling.say(`    ${types.filter((type) => /^(reset|device)\./.test(type)).join(' → ')}`)
  telling.seen(
    'server',
    'the last thing the log says of laptop1 is that it was refreshed',
    types.findLast((type) => type.startsWith('device.')) === 'device.refreshed',
  )
  const mail = await world.lab.mail().arrival(alice.person.upn, 3)
  telling.seen('mail', `Alice has a notice in her mailbox: “${mail.subject}”`, mail.subject !== '')
}

const firstLine = (text: string) => text.split('\n')[0] ?? ''
