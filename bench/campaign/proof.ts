import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { campaignVerified } from '@keyturn/contract'
import { startWorld, type World } from '../../e2e/world/index.ts'
import { ms, printFigures, say, sayNoise, spread, type Figure } from '../figures.ts'
import { createCrowd } from '../../e2e/testing/crowd.ts'

const size = 5_000
const rounds = 3
const goalMs = 15_000
const dcs = ['dc1', 'dc2'] as const

/**
 * Every account of a scope read and judged on two DCs, as `keyturn campaign verify` does it, beside `ldapsearch` for the
 * same attributes of the same accounts on both DCs at once. Accounts without passwords: what is read is as much.
 */
export async function benchProof(): Promise<void> {
  await using world = await startWorld({ hosts: ['dc2'] })
  const { groupDn } = await createCrowd(world.lab, size)
  await world.lab.replicate('dc1', 'dc2')
  const file = await writePlan(world)
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 0; round < rounds; round++) {
    peer.push(await timed(() => ldapsearch(world, groupDn)))
    ours.push(await timed(() => verify(world, file)))
  }
  const best = spread(ours).p50
  const figure: Figure = {
    what: `${size} accounts proved on two DCs`,
    value: ms(best),
    beside: `ldapsearch on both at once ${ms(spread(peer).p50)}`,
    goal: `< ${ms(goalMs)}`,
    met: best < goalMs,
  }
  printFigures('A campaign: verification in the lab', [figure])
  say('ours reads the scope on each DC with its groups, then each account on each DC, and starts a process')
  sayNoise(peer)
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function writePlan({ lab, server }: World): Promise<string> {
  const folder = join(server.stateFolder, 'plans')
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'plan.yaml')
  await writeFile(
    file,
    `campaign: bench
trigger: ransomware
t0: 2026-01-01T00:00:00Z
operators: [carol, alice]
scope: [{ unit: "OU=Lisboa,${lab.domain.peopleDn}" }]
segments: [{ segment: on-site, everyone: true }]
waves: { start: 2026-11-30 }
helpDesk: { agents: 3 }
`,
  )
  return file
}

async function verify({ server }: World, file: string): Promise<void> {
  const { stdout, stderr } = await server.cli('campaign', 'verify', file, '--json')
  const answer = campaignVerified.parse(JSON.parse(stdout || `"${stderr}"`))
  if (!answer.ok) throw new Error('it is no plan')
  const judged = Object.values(answer.sums).reduce((sum, count) => sum + count, 0)
  if (judged < size || answer.dcs.some(({ why }) => why !== null)) throw new Error(`${judged} were judged`)
}

async function ldapsearch({ lab }: World, groupDn: string): Promise<void> {
  const { serviceAccount, baseDn } = lab.domain
  const found = await Promise.all(
    dcs.map(async (dc) => {
      const as = ['-D', serviceAccount.upn, '-y', serviceAccount.passwordFile]
      const ran = await lab
        .host('server')
        .run(
          [
            'ldapsearch',
            '-x',
            '-LLL',
            '-H',
            `ldaps://${dc}.corp.example`,
            ...as,
            '-b',
            baseDn,
            '-E',
            'pr=500/noprompt',
          ]
            .concat([`(memberOf=${groupDn})`, 'objectGUID', 'sAMAccountName', 'userAccountControl'])
            .concat(['pwdLastSet', 'whenCreated', 'replPropertyMetaData']),
        )
      return [...ran.stdout.matchAll(/^dn:/gm)].length
    }),
  )
  if (found.some((count) => count !== size)) throw new Error(`ldapsearch found ${found.join(' and ')}`)
}
