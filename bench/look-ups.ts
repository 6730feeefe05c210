import { Lab } from '@keyturn/lab'
import { median, perSecond, printFigures, rate, sayNoise } from './figures.ts'
import type { LookUps, LookUpsTask } from './inside/look-ups.ts'
import { runInside } from './inside/run.ts'

const goalPerSecond = 2_000
const task = { rounds: 5, lookUps: 3_000 }
const people = 100

/** Finding people by sAMAccountName, as a page does that asks who somebody is. */
export async function benchLookUps(): Promise<void> {
  await using lab = await Lab.start({ hosts: ['server'] })
  const found = await lab.createPeople(Array.from({ length: people }, () => ({})))
  const names = found.map(({ sAMAccountName }) => sAMAccountName)
  const { ours, raw } = await runInside<LookUpsTask, LookUps>(lab, 'look-ups.ts', { names, ...task })
  const [mine, theirs] = [ours, raw].map((times) => perSecond(task.lookUps, median(times)))
  const ratio = median(ours.map((time, i) => (raw[i] ?? NaN) / time))
  printFigures('Look-ups', [
    {
      what: 'find by sAMAccountName',
      value: `${rate(mine ?? NaN)}, ratio ${ratio.toFixed(2)}`,
      beside: `the LDAP library alone, the same search: ${rate(theirs ?? NaN)}`,
      goal: `≥ ${goalPerSecond}/s`,
      met: (mine ?? 0) >= goalPerSecond,
    },
  ])
  sayNoise(raw)
}
