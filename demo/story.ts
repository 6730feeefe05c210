import { join } from 'node:path'
import type { Enrolled } from '@keyturn/e2e'
import type { LaptopName } from '@keyturn/lab'
import type { Entry } from '@keyturn/protocols/audit'
import { alicesNewPassword, type Path } from './paths/index.ts'
import { visit } from './portal-visit.ts'
import type { Stage } from './stage.ts'
import type { Telling } from './telling.ts'

const bobsNewPassword = 'Seven-Copper-Kites-Above-Oslo'

/** The product's promise, on real software. Each sentence that is `seen` was looked at; the first that is not true ends it. */
export async function tellStory(stage: Stage, path: Path, telling: Telling): Promise<void> {
  await usualDay(stage, telling)
  await withoutKeyturn(stage, telling)
  await withKeyturn(stage, path, telling)
  await trail(stage, path, telling)
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
    visit(world, 'laptop2', world.server.url, { name: 'bob', code, password: bobsNewPassword }),
  )
  const logsOn = atLogon(stage, 'laptop2', bob)
  telling.seen('laptop2', 'the laptop refuses the new password', !(await logsOn(bobsNewPassword)))
  telling.seen(
    'laptop2',
    'the laptop still takes the old one, which the domain no longer knows',
    await logsOn(bob.person.password),
  )
}

async function withKeyturn(stage: Stage, path: Path, telling: Telling): Promise<void> {
  const { world, alice } = stage
  telling.chapter('With Keyturn')
  telling.say(path.scene)
  telling.say('Nobody is called. At the log-on screen of laptop1 she starts the reset.')
  await telling.during('laptop1', 'is where the story wants it', () => path.prepare(stage))
  await path.reset(stage, telling)
  if (path.isInOffice) await world.lab.laptop('laptop1').away()
  telling.seen('laptop1', 'no domain controller can be reached', !(await reachesDc(stage, 'laptop1')))
  const logsOn = atLogon(stage, 'laptop1', alice)
  telling.seen('laptop1', 'Alice logs on with the new password', await logsOn(alicesNewPassword))
  telling.seen('laptop1', 'the old password is refused', !(await logsOn(alice.person.password)))
}

async function trail(stage: Stage, path: Path, telling: Telling): Promise<void> {
  const { world, alice } = stage
  telling.chapter('The audit trail')
  const folder = join(world.lab.folder, 'audit')
  const exported = await world.server.cli('audit', 'export', folder)
  telling.seen('server', firstLine(exported.stdout), exported.code === 0)
  const key = /--key '([^']+)'/.exec(exported.stdout)?.[1] ?? ''
  const verified = await world.server.cli('audit', 'verify', folder, '--key', key)
  telling.seen('server', firstLine(verified.stdout), verified.code === 0)
  const entries = await world.lab.host('server').must(['cat', join(folder, 'entries.jsonl')])
  const told = entries
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Pick<Entry, 'type' | 'facts'>)
  const ours = told.filter(({ type }) => /^(reset|device|tunnel)\./.test(type))
  telling.say(`    ${ours.map(({ type }) => type).join(' → ')}`)
  const last = told.findLast(({ type }) => type.startsWith('device.'))
  telling.seen(
    'server',
    `the last thing the log says of laptop1 is that it was refreshed, by the path “${path.logged}”`,
    last?.type === 'device.refreshed' && last.facts['path'] === path.logged,
  )
  const mail = await world.lab.mail().arrival(alice.person.upn, 3)
  telling.seen('mail', `Alice has a notice in her mailbox: “${mail.subject}”`, mail.subject !== '')
}

const firstLine = (text: string) => text.split('\n')[0] ?? ''
