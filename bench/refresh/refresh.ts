import { startWorld, type Enrolled, type World } from '@keyturn/e2e'
import type { Entry } from '@keyturn/protocols/audit'
import { median, ms, printFigures, spread, timed, type Figure } from '../figures.ts'
import { laptopName, ways, type Way } from './ways.ts'

/** Not more: winbind 4.17 was seen to lose cached log-ons with twelve people. Each has ten recovery codes. */
const people = 5
const each = 10
const peerRuns = 10

/** How long a person waits at her laptop after the directory has her new password, by each path. */
export async function benchRefresh(): Promise<void> {
  for (const way of ways) {
    printFigures(`From the reset to the log-on that is proved on the laptop: ${way.title}`, [
      await benchWay(way),
    ])
  }
}

async function benchWay(way: Way): Promise<Figure> {
  const { hosts, config = {} } = way
  await using world = await startWorld({ hosts: [laptopName, ...hosts], config })
  const agent = await world.agent(laptopName)
  const all = await logOnAll(world)
  await way.prepare(world, agent)
  const peer: number[] = []
  for (let run = 0; run < people * each; run++) {
    const [who, slip] = [all[run % people], Math.floor(run / people)]
    if (who === undefined) throw new Error('nobody to reset')
    await way.reset({ world, agent }, { who, slip, password: `Blauer-Fueller-${run + 10}!` })
    if (way.peer !== undefined && run % (each / 2) === 0 && peer.length < peerRuns) {
      peer.push((await timed([world], 1, way.peer.work)).totalMs)
    }
  }
  await world.lab.laptop(laptopName).home()
  const told = await agent.run('report')
  if (told.code !== 0) throw new Error(told.stdout + told.stderr)
  return figureOf(way, timesOf(await world.audit(), way), peer)
}

async function logOnAll(world: World): Promise<readonly Enrolled[]> {
  const all = await world.lab.createPeople(Array.from({ length: people }, () => ({})))
  const enrolled: Enrolled[] = []
  for (const person of all) {
    const logon = await world.lab.logon(laptopName, person.sAMAccountName, person.password)
    if (!logon.ok) throw new Error(logon.message)
    enrolled.push(await world.enrol(person))
  }
  return enrolled
}

/** By the clock of the server's log, the device's report included; without a network, by the device's own. */
function timesOf(entries: readonly Entry[], { path, from }: Way): readonly number[] {
  const resets = new Map<string, number>()
  const times: number[] = []
  for (const { type, account, at, facts } of entries) {
    if (type === 'reset.done' && account !== null) resets.set(account.sid, Date.parse(at))
    if (type !== 'device.refreshed' || account === null || facts['path'] !== path) continue
    const began = resets.get(account.sid) ?? NaN
    times.push(from === 'answer typed' ? Number(facts['tookMs']) : Date.parse(at) - began)
  }
  if (times.length !== people * each) throw new Error(`${times.length} refreshes by ${path} in the log`)
  return times
}

function figureOf({ from, goalMs, overPeer, peer }: Way, times: readonly number[], beside: number[]) {
  const { p50, p95 } = spread(times)
  const [theirs, least] = [median(beside), overPeer === true ? median(beside) : 0]
  return {
    what: `from “${from}” to proved`,
    value: `p50 ${ms(p50)}, p95 ${ms(p95)}`,
    beside: peer === undefined ? `${times.length} resets` : `${peer.what}: p50 ${ms(theirs)}`,
    goal: `p50 ≤ ${ms(least + goalMs)}`,
    met: p50 <= least + goalMs,
  }
}
