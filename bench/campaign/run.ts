import { Lab } from '@keyturn/lab'
import { median, perSecond, printFigures, rate, say, sayNoise, type Figure } from '../figures.ts'
import type { CampaignRun, CampaignRunTask } from '../inside/campaign-run.ts'
import { runInside } from '../inside/run.ts'
import { ldapmodify } from '../ldapmodify.ts'

const goals = { ratio: 0.95, twoDcs: 1.5 }
const rounds = Number(process.env['KEYTURN_ROUNDS'] ?? 3)
/** 5,000 before a release; by itself what a quarter of an hour is enough for. */
const people = Number(process.env['KEYTURN_ACCOUNTS'] ?? 300)
const domainControllers = ['dc1.corp.example', 'dc2.corp.example']

/** A mass reset's writes as a campaign makes them, beside `ldapmodify` on the same DC, and two DCs beside one. */
export async function benchCampaignRun(): Promise<void> {
  await using lab = await Lab.start({ hosts: ['server', 'dc2'] })
  const found = await lab.createPeople(Array.from({ length: people }, () => ({})))
  const others = await lab.createPeople(Array.from({ length: people }, () => ({})))
  await lab.replicate('dc1', 'dc2')
  await using _ = await lab.pauseReplication()
  const dns = others.map(({ dn }) => dn)
  const peers = domainControllers.map((dc) => ldapmodify(lab, dc))
  const [peer = ldapmodify(lab)] = peers
  const halves = [dns.slice(0, people / 2), dns.slice(people / 2)]
  const names = found.map(({ sAMAccountName }) => sAMAccountName)
  const ours = (how: Pick<CampaignRunTask, 'way' | 'dcs'>) =>
    runInside<CampaignRunTask, CampaignRun>(
      lab,
      'campaign-run.ts',
      { names, domainControllers, ...how },
      180_000 + people * 400,
    )
  const all: Round[] = []
  const peakMiB: number[] = []
  // A random password comes before each must-change: over one that is there already nothing would be written.
  for (let round = 0; round < rounds; round++) {
    const both = await ours({ way: 'random-reset', dcs: 'all' })
    if (both.dcs !== domainControllers.length) throw new Error(`it was written on ${both.dcs}`)
    const took = await Promise.all(peers.map((one, i) => one.resets(halves[i] ?? [], 1)))
    const bothPeer = Math.max(...took)
    const randomPeer = await peer.resets(dns, 1)
    const random = await ours({ way: 'random-reset', dcs: 'nearest' })
    const flagPeer = await peer.mustChange(dns)
    const flag = await ours({ way: 'must-change', dcs: 'nearest' })
    all.push({
      both: both.totalMs,
      bothPeer,
      random: random.totalMs,
      randomPeer,
      flag: flag.totalMs,
      flagPeer,
    })
    peakMiB.push(both.peakMiB)
  }
  printFigures('A campaign: its writes in the lab', figuresOf(all))
  say('ours claims, looks, notes, announces, reads back and settles; replication waits until all is measured')
  say(`memory of the writing process at most: ${Math.max(...peakMiB).toFixed(0)} MiB`)
  sayNoise(all.map(({ randomPeer }) => randomPeer))
}

/** Milliseconds for everybody. */
interface Round {
  readonly both: number
  /** `ldapmodify` on both at once, a half each. */
  readonly bothPeer: number
  readonly random: number
  readonly randomPeer: number
  readonly flag: number
  readonly flagPeer: number
}

function figuresOf(all: readonly Round[]): readonly Figure[] {
  const beside = (
    what: string,
    ours: keyof Round,
    theirs: keyof Round,
    peer: string,
    goal: number,
  ): Figure => {
    const ratio = median(all.map((one) => one[theirs] / one[ours]))
    const speed = (of: keyof Round) => rate(perSecond(people, median(all.map((one) => one[of]))))
    return {
      what,
      value: `${speed(ours)}, ratio ${ratio.toFixed(2)}`,
      beside: `${peer}: ${speed(theirs)}`,
      goal: `ratio ≥ ${goal}`,
      met: ratio >= goal,
    }
  }
  const ldap = 'ldapmodify, one connection'
  return [
    beside(`must-change, ${people} accounts`, 'flag', 'flagPeer', ldap, goals.ratio),
    beside(`random reset, ${people} accounts`, 'random', 'randomPeer', ldap, goals.ratio),
    beside('random reset on two DCs', 'both', 'random', 'a campaign on one', goals.twoDcs),
    beside('the same', 'both', 'bothPeer', 'ldapmodify on both at once', goals.ratio),
    {
      ...beside('what two DCs of this machine give', 'bothPeer', 'randomPeer', 'ldapmodify on one', 1),
      goal: 'the limit',
      met: undefined,
    },
  ]
}
