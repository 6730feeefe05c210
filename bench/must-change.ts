import { Lab } from '@keyturn/lab'
import { median, perSecond, printFigures, rate, sayNoise } from './figures.ts'
import type { MustChange, MustChangeTask } from './inside/must-change.ts'
import { runInside } from './inside/run.ts'
import { ldapmodify } from './ldapmodify.ts'

const goalRatio = 0.95
const rounds = 5
const people = 300

/** What a campaign does to each account: `pwdLastSet=0`. */
export async function benchMustChange(): Promise<void> {
  await using lab = await Lab.start({ hosts: ['server'] })
  const found = await lab.createPeople(Array.from({ length: people }, () => ({})))
  const task = { names: found.map(({ sAMAccountName }) => sAMAccountName) }
  const dns = found.map(({ dn }) => dn)
  const peer = ldapmodify(lab)
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push((await runInside<MustChangeTask, MustChange>(lab, 'must-change.ts', task)).totalMs)
    theirs.push(await peer.mustChange(dns))
  }
  const ratio = median(ours.map((time, i) => (theirs[i] ?? NaN) / time))
  printFigures('Must-change writes', [
    {
      what: 'pwdLastSet=0, in batches of 16',
      value: `${rate(perSecond(people, median(ours)))}, ratio ${ratio.toFixed(2)}`,
      beside: `ldapmodify, one connection: ${rate(perSecond(people, median(theirs)))}`,
      goal: `ratio ≥ ${goalRatio}`,
      met: ratio >= goalRatio,
    },
  ])
  sayNoise(theirs)
}
