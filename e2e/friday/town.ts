/** Two thousand people and those of them whose story is told; two operators; a laptop that is elsewhere. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { campaignVerified, type CampaignVerdict } from '@keyturn/contract'
import { somebodyOf } from '../agent/laptop.ts'
import { campaignsAt, inState } from '../testing/campaigns.ts'
import { nextSecond } from '../testing/clock.ts'
import { createCrowd } from '../testing/crowd.ts'
import { lockdownsAt, printedLetters } from '../testing/lockdowns.ts'
import { startWorld } from '../world/index.ts'

export const campaign = 'friday'
export const crowdSize = 2_000
/** The people of the crowd who work elsewhere, by the plan's rule `crowd*7`. */
export const isRemote = (name: string) => name.endsWith('7')
export type Town = Awaited<ReturnType<typeof buildTown>>

export async function buildTown() {
  const world = await startWorld({
    hosts: ['dc2', 'mail', 'laptop1', 'vpn', 'internet'],
    config: { lockdown: { operators: ['op-carol', 'op-otto'] }, factors: { accessPass: {} } },
  })
  const at = campaignsAt(world)
  const carol = await world.newcomer({ sAMAccountName: 'op-carol' })
  const otto = await world.newcomer({ sAMAccountName: 'op-otto' })
  const laptop = await world.agent('laptop1')
  const bea = await somebodyOf(world, 'laptop1', { sAMAccountName: 'away-bea' })
  const cem = await somebodyOf(world, 'laptop1', { sAMAccountName: 'away-cem' })
  const crowd = await createCrowd(world.lab, crowdSize)
  const [eve] = await world.lab.createPeople([
    { sAMAccountName: 'away-eve' },
    { sAMAccountName: 'site-ida' },
    { sAMAccountName: 'adm-rita' },
    { sAMAccountName: 'site-ill' },
    { sAMAccountName: 'svc-web' },
  ])
  const dc1 = world.lab.dc('dc1')
  await dc1.samba('group', 'addmembers', 'Domain Admins', 'adm-rita')
  const { peopleDn, baseDn } = world.lab.domain
  const web = (await dc1.attribute('(sAMAccountName=svc-web)', 'distinguishedName')) ?? assert.fail()
  await dc1.ldb(
    'ldbmodify',
    `dn: ${web}\nchangetype: modify\nadd: servicePrincipalName\nservicePrincipalName: HTTP/web.corp.example\n-\n` +
      `add: manager\nmanager: ${otto.person.dn}\n`,
  )
  await world.lab.replicate('dc1', 'dc2')
  const service = (await dc1.attribute('(sAMAccountName=svc-keyturn)', 'objectSid')) ?? assert.fail()
  const operators = [carol, otto] as const
  const lockdowns = lockdownsAt(world, at)
  const t0 = await nextSecond()
  return {
    world,
    at,
    lockdowns,
    operators,
    carol,
    otto,
    laptop,
    bea,
    cem,
    eve,
    crowd,
    dc1,
    t0,
    krbtgtDn: `CN=krbtgt,CN=Users,${baseDn}`,
    lisboa: `OU=Lisboa,${peopleDn}`,
    service,
  }
}

/** The plan that Friday's people write: everything is open at once, since what is tested is not the calendar. */
export const fridayPlan = (t0: Date) => `
campaign: ${campaign}
trigger: ad-database-exfiltrated
t0: ${t0.toISOString()}
operators: [op-carol, op-otto]
scope:
  - { group: Crowd }
  - { filter: "(|(sAMAccountName=away-*)(sAMAccountName=site-*)(sAMAccountName=adm-rita)(sAMAccountName=svc-web))" }
  - { filter: "(sAMAccountName=krbtgt)" }
segments:
  - { segment: service, name: svc-* }
  - { segment: remote-password-vpn, name: crowd*7 }
  - { segment: remote-password-vpn, name: away-* }
  - { segment: on-site, everyone: true }
ways: { on-site: must-change, remote-password-vpn: random-reset, krbtgt: krbtgt-twice }
waves:
  start: ${new Date(t0.getTime() - 86_400_000).toISOString().slice(0, 10)}
  size: 10000
  hours: "00:00-24:00"
  days: [mon, tue, wed, thu, fri, sat, sun]
helpDesk: { agents: 50 }
people: { enrolled: 0.9 }
`

/** Until so many were written to. */
export async function written({ at }: Pick<Town, 'at'>, accounts: number): Promise<void> {
  await at.until(campaign, (now) => inState(now, 'written') + inState(now, 'verified') === accounts)
}

/** Everybody, as both domain controllers have it by now. `earlier`: the reading of before. */
export async function verified({ world }: Pick<Town, 'world'>, earlier: string) {
  await world.lab.replicate('dc1', 'dc2')
  const answer = await world.server.cli('campaign', 'verify', campaign, '--since', earlier, '--json')
  assert.notEqual(answer.stdout, '', answer.stderr)
  const found = campaignVerified.parse(JSON.parse(answer.stdout.split('\n')[0] ?? ''))
  assert.ok(found.ok)
  const namedAs = (verdict: CampaignVerdict) =>
    found.named.filter((one) => one.verdict === verdict).map(({ name }) => name)
  return { ...found, code: answer.code, namedAs }
}

/** Made and printed, and not handed over yet. */
export async function sealedLetter({ world }: Pick<Town, 'world'>, account: string) {
  const letters = join(world.lab.host('server').dataFolder, 'letters')
  await mkdir(letters, { recursive: true, mode: 0o700 })
  const csv = join(letters, 'people.csv')
  await writeFile(csv, `account\n${account}\n`)
  const to = join(letters, '1')
  const made = await world.server.cli('letters', 'make', '--csv', csv, '--to', to, '--why', 'the break-in')
  assert.equal(made.code, 0, made.stderr)
  const printed = await printedLetters(world, join(to, 'letters-1.pdf'))
  return printed.get(account) ?? assert.fail('no letter')
}
