import { setTimeout as sleep } from 'node:timers/promises'
import { startWorld, type PortalClient, type World } from '@keyturn/e2e'
import type { BenchedFactor } from './benched-factor.ts'
import { median, ms, perSecond, printFigures, rate, spread, timed, type Figure } from './figures.ts'
import { processorMsOf, processorMsUnder } from './server/memory.ts'
import { passkey } from './passkey.ts'
import { behindProxy } from './people.ts'
import { totp } from './totp.ts'

const factors: readonly BenchedFactor[] = [totp, passkey]
const goalThroughApi = 300
const people = 96
const rounds = 4
const parallel = 16
const enrolledAtOnce = 4

/** Each factor's check by itself, and proofs through the whole API, each try counted and each proof in the audit log. */
export async function benchFactors(): Promise<void> {
  const alone: Figure[] = []
  for (const factor of factors) alone.push(await benchAlone(factor))
  printFigures('Factors, the check alone', alone)
  const need = { factors: factors.map(({ name }) => name) }
  const config = { listen: behindProxy, factors: { passkey: {} }, policy: { enrol: need } }
  await using world = await startWorld({ hosts: ['mail'], config })
  const through: Figure[] = []
  for (const factor of factors) through.push(await benchThroughApi(world, factor))
  printFigures('Factors, proofs through the API', through)
}

/** By processor time, which is that of one core whatever else runs beside. */
async function benchAlone({ name, goalAlone, checksAlone, alone }: BenchedFactor): Promise<Figure> {
  const check = await alone()
  for (let i = 0; i < checksAlone / 10; i++) await check()
  const before = process.cpuUsage()
  for (let i = 0; i < checksAlone; i++) await check()
  const { user, system } = process.cpuUsage(before)
  const figure = perSecond(checksAlone, (user + system) / 1000)
  return {
    what: name,
    value: rate(figure),
    beside: `${checksAlone} checks, by the processor time of all threads`,
    goal: `≥ ${goalAlone}/s on one core`,
    met: figure >= goalAlone,
  }
}

interface Person {
  readonly client: PortalClient
  readonly nextAnswer: () => Promise<string>
}

async function benchThroughApi(world: World, factor: BenchedFactor): Promise<Figure> {
  const all = await enrolAll(world, factor)
  const times: number[] = []
  const throughputs: number[] = []
  const used = { all: 0, server: 0, client: 0 }
  for (let round = 0; round < rounds; round++) {
    await sleep(factor.restMs ?? 0)
    const ready = await Promise.all(
      all.map(async ({ client, nextAnswer }) => ({ client, answer: await nextAnswer() })),
    )
    const pid = world.server.pid()
    const before = { all: processorMsUnder([pid]), server: processorMsOf(pid), client: process.cpuUsage() }
    const { totalMs, each } = await timed(ready, parallel, async ({ client, answer }) => {
      await client.must('person.prove', { factor: factor.name, answer })
    })
    // First: finding all processes takes this one a while.
    const { user, system } = process.cpuUsage(before.client)
    used.client += (user + system) / 1000
    used.all += processorMsUnder([pid]) - before.all
    used.server += processorMsOf(pid) - before.server
    times.push(...each)
    throughputs.push(perSecond(ready.length, totalMs))
  }
  const aProof = (sum: number) => ms(sum / times.length)
  const [figure, { p50, p99 }] = [median(throughputs), spread(times)]
  return {
    what: `${factor.name}, ${parallel} in parallel`,
    value: rate(figure),
    beside: `p50 ${ms(p50)}, p99 ${ms(p99)}; client, PostgreSQL and the DC on the same cores; processor a proof: server ${aProof(used.server)}, its PostgreSQL ${aProof(used.all - used.server)}, client ${aProof(used.client)}`,
    goal: `≥ ${goalThroughApi}/s`,
    met: figure >= goalThroughApi,
  }
}

let lastAddress = 0

async function enrolAll(world: World, factor: BenchedFactor): Promise<readonly Person[]> {
  const accounts = await world.lab.createPeople(Array.from({ length: people }, () => ({})))
  const enrolled: Person[] = []
  await timed(accounts, enrolledAtOnce, async ({ upn, password }) => {
    const number = ++lastAddress
    const client = world.server.client(`10.77.${number >> 8}.${number & 255}`)
    await client.must('person.sign-in', { identifier: upn, password })
    enrolled.push({ client, nextAnswer: await factor.enrol(client, world.server.url) })
  })
  return enrolled
}
