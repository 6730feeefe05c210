import { setTimeout as sleep } from 'node:timers/promises'
import { startWorld, type KeyturnServer, type PortalClient, type World } from '@keyturn/e2e'
import { ms, printFigures, spread, timed, type Figure } from '../figures.ts'
import { behindProxy } from '../people.ts'
import { memoryOf } from './memory.ts'

const goals = { healthMs: 100, memoryMb: 150 }
const strangers = 50
/** As many wrong answers as one name takes before it is locked. */
const waves = 3
const quietAsks = 300
const pauseMs = 5

const hashed = ['recovery-code', 'questions', 'access-pass'] as const
type Hashed = (typeof hashed)[number]

const config = {
  listen: behindProxy,
  factors: { questions: {}, accessPass: {} },
  policy: { reset: { factors: ['totp', ...hashed], different: 2 } },
}

/** Fifty strangers at once make the server hash: how long somebody else waits meanwhile, and what it takes of memory. */
export async function benchFlood(): Promise<void> {
  await using world = await startWorld({ hosts: ['mail'], config })
  const figures: Figure[] = []
  for (const factor of hashed) figures.push(await flood(world, factor))
  printFigures(`Floods of ${strangers} wrong answers at once, ${waves} times`, figures)
}

async function flood({ server }: World, factor: Hashed): Promise<Figure> {
  const attackers = await openResets(server, factor)
  const bystander = server.client('192.0.2.1')
  const quiet: number[] = []
  for (let i = 0; i < quietAsks; i++) quiet.push(await ask(bystander))
  const before = memoryOf(server).node
  const over = new AbortController()
  const [refused, { during, most }] = await Promise.all([
    attack(attackers, factor).finally(() => over.abort()),
    watch(server, bystander, over.signal),
  ])
  const [without, within] = [spread(quiet), spread(during)]
  const added = most - before
  return {
    what: `${factor}: /api/health meanwhile`,
    value: `p50 ${ms(within.p50)}, p99 ${ms(within.p99)}; +${added.toFixed(0)} MB`,
    beside: `before it p99 ${ms(without.p99)}, ${before.toFixed(0)} MB; ${refused.wrong} wrong, ${refused.busy} too many`,
    goal: `p99 ≤ ${goals.healthMs} ms; ≤ +${goals.memoryMb} MB`,
    met: within.p99 <= goals.healthMs && added <= goals.memoryMb,
  }
}

/** Each from an address of his own, with a name of his own, which nobody has. */
async function openResets(server: KeyturnServer, factor: Hashed): Promise<readonly PortalClient[]> {
  const clients = Array.from({ length: strangers }, (_, i) => ({ i, client: server.client(`10.99.0.${i}`) }))
  await timed(clients, 8, async ({ i, client }) => {
    await client.must('reset.start', { purpose: 'reset', identifier: `nobody-${factor}-${i}` })
  })
  return clients.map(({ client }) => client)
}

async function attack(attackers: readonly PortalClient[], factor: Hashed) {
  const count = { wrong: 0, busy: 0 }
  for (let wave = 0; wave < waves; wave++) {
    await timed(attackers, strangers, async (client) => {
      const { body, error } = await client.call('reset.prove', { factor, answer: 'AAAA-AAAA-AAAA-AAAA' })
      if (body?.state === 'proving') count.wrong++
      else if (error === 'request.too-many') count.busy++
      else throw new Error(`a wrong answer was answered by ${error}`)
    })
  }
  return count
}

async function watch(server: KeyturnServer, bystander: PortalClient, over: AbortSignal) {
  const during: number[] = []
  let most = 0
  while (!over.aborted) {
    during.push(await ask(bystander))
    if (during.length % 10 === 0) most = Math.max(most, memoryOf(server).node)
    await sleep(pauseMs)
  }
  return { during, most }
}

async function ask(bystander: PortalClient): Promise<number> {
  const began = performance.now()
  await bystander.must('health')
  return performance.now() - began
}
