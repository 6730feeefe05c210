import { startWorld, type World } from '@keyturn/e2e'
import { formatProxyMessage } from '@keyturn/protocols/kkdcp'
import { median, ms, printFigures, rate, sayNoise, type Figure } from '../figures.ts'
import { runInside } from '../inside/run.ts'
import { memoryOf, memoryUnder, processorMsUnder } from '../server/memory.ts'
import { startPeer, type Peer } from './peer.ts'
import { measure, type Measured } from './wrk.ts'

const goals = { ofRaw: 0.85, ofPeer: 1.5 }
const rounds = 3
const seconds = 2
const connections = [1, 4, 16]
const ours = 'https://reset.corp.example/KdcProxy'

/** A KRB-ERROR that asks for pre-authentication, which is cheap; an AS-REP, which costs the KDC what a log-on costs. */
const kinds = {
  'pre-authentication errors': { message: 'plain', tag: 0x7e },
  'AS exchanges': { message: 'preAuthenticated', tag: 0x6b },
} as const
type Kind = keyof typeof kinds

interface Requests {
  readonly plain: string
  readonly preAuthenticated: string
}

/** With what the programs had of the processor for each message: that figure is good on a busy machine as well. */
interface Worked extends Measured {
  readonly processorMs: number
}

interface Round {
  readonly raw: number
  readonly ours: Worked
  readonly peers: Worked
}

/** The KDC proxy beside Debian's, and beside the KDC itself, all on the same machine with the DC. */
export async function benchKdcProxy(): Promise<void> {
  const kdcProxy = { enabled: true, realms: ['CORP.EXAMPLE'], perSecond: 10_000, atOnce: 100_000 }
  // The load comes from one machine; the limits are for addresses, and not what is measured.
  const config = { kdcProxy, listen: { trustedProxies: ['198.51.100.1'] } }
  await using world = await startWorld({ hosts: ['internet'], config })
  await using peer = await startPeer(world.lab)
  const [{ sAMAccountName: name, password }] = await world.lab.createPeople([{}])
  const figures: Figure[] = []
  const noise: number[] = []
  for (const kind of Object.keys(kinds) as Kind[]) {
    for (const parallel of connections) {
      const all: Round[] = []
      for (let i = 0; i < rounds; i++) {
        // Anew each time: what is in it is good for five minutes.
        const requests = await runInside<object, Requests>(world.lab, 'as-requests.ts', { name, password })
        all.push(await round(world, peer, { kind, parallel, requests }))
      }
      figures.push(figureOf(kind, parallel, all))
      if (parallel === 1) noise.push(...all.map(({ raw }) => 1000 / raw))
    }
    sayNoise(noise.splice(0))
  }
  figures.push({
    what: 'memory after it (PSS)',
    value: `${memoryOf(world.server).node.toFixed(0)} MB, the whole server`,
    beside: `kdcproxy under uWSGI, and nginx: ${memoryUnder(peer.pids()).toFixed(0)} MB`,
    goal: '',
    met: undefined,
  })
  printFigures('KDC proxy', figures)
}

interface Asked {
  readonly kind: Kind
  readonly parallel: number
  readonly requests: Requests
}

/** One after the other, so that each has both processors. */
async function round(world: World, peer: Peer, { kind, parallel, requests }: Asked): Promise<Round> {
  const { message, tag } = kinds[kind]
  const framed = requests[message]
  const asked = { framed, parallel, ms: seconds * 1000, tag }
  const {
    answers,
    errors,
    ms: tookMs,
  } = await runInside<typeof asked, { answers: number; errors: number; ms: number }>(
    world.lab,
    'raw-kdc.ts',
    asked,
  )
  if (errors > 0) throw new Error(`the KDC itself gave ${errors} wrong answers`)
  const body = formatProxyMessage({ framed: Buffer.from(framed, 'base64'), realm: 'CORP.EXAMPLE' })
  const from = world.lab.host('internet')
  const load = { body, tag, parallel, seconds }
  return {
    raw: (answers * 1000) / tookMs,
    ours: await work([world.server.pid()], () => measure(from, { ...load, url: ours })),
    peers: await work(peer.pids(), () => measure(from, { ...load, url: peer.url })),
  }
}

async function work(pids: readonly number[], load: () => Promise<Measured>): Promise<Worked> {
  const before = processorMsUnder(pids)
  const measured = await load()
  const messages = measured.perSecond * seconds
  return { ...measured, processorMs: (processorMsUnder(pids) - before) / messages }
}

function figureOf(kind: Kind, parallel: number, all: readonly Round[]): Figure {
  const of = (take: (one: Round) => number) => median(all.map(take))
  const [own, raw, peers] = [
    of((one) => one.ours.perSecond),
    of(({ raw }) => raw),
    of((one) => one.peers.perSecond),
  ]
  const errors = all.reduce((sum, one) => sum + one.ours.errors, 0)
  const isCheap = kind === 'pre-authentication errors'
  const reached = isCheap ? own >= goals.ofPeer * peers : own >= goals.ofRaw * raw
  const latency = `p50 ${ms(of((one) => one.ours.p50))}, p99 ${ms(of((one) => one.ours.p99))}`
  const processor = `processor ${ms(of((one) => one.ours.processorMs))} and ${ms(of((one) => one.peers.processorMs))} a message`
  return {
    what: `${kind}, ${parallel} at once`,
    value: `${rate(own)}, ${errors} errors, ${latency}`,
    beside: `the KDC over TCP ${rate(raw)} (× ${(own / raw).toFixed(2)}), kdcproxy ${rate(peers)} (× ${(own / peers).toFixed(2)}); ${processor}`,
    goal: `no errors; ${isCheap ? `≥ ${goals.ofPeer} × kdcproxy` : `≥ ${goals.ofRaw} × the KDC`}`,
    met: reached && errors === 0,
  }
}
