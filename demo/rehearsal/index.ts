/**
 * A mass reset is held once before it counts: the form of a directory becomes accounts of the lab, and the plan runs on
 * them from its draft to its proof. It must not know any secret of the directory: there is none in a shape.
 *
 *     shape ─▶ copy ─▶ the lab's domain          plan ─▶ the same for the copy ─▶ hold ─▶ time, gaps
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { directoryShape, type DirectoryShape } from '@keyturn/contract'
import { startWorld, type Enrolled, type World } from '@keyturn/e2e'
import { parse } from 'yaml'
import type { Telling } from '../telling.ts'
import { fill, type Filled } from './fill.ts'
import { hold, type Held } from './hold.ts'
import { nameOf, rehearsedPlan } from './plan.ts'
import { reportLines } from './report.ts'
import type { WrittenPlan } from './unheld.ts'

export interface Rehearsed {
  readonly held: Held
  readonly lines: readonly string[]
  /** false: nobody could approve the plan as it is. */
  readonly isWhole: boolean
}

/** @throws {Error} for a folder that is none of a rehearsal, and when the lab cannot hold it. */
export async function rehearse(folder: string, telling: Telling): Promise<Rehearsed> {
  const text = await readFile(join(folder, 'plan.yaml'), 'utf8')
  const shape = directoryShape.parse(JSON.parse(await readFile(join(folder, 'shape.json'), 'utf8')))
  const written = parse(text) as WrittenPlan & {
    readonly campaign: string
    readonly operators: readonly string[]
  }
  const names = namesIn(shape)
  const operators = written.operators.map((name) => nameOf(name, { names }))
  telling.chapter('A rehearsal')
  let last = 'making room'
  const say = (what: string) => (last = what)
  await using world = await telling.during(
    'lab',
    'a domain, and Keyturn in it',
    () => startWorld({ say }),
    () => last,
  )
  const copy = await telling.during('dc1', `a copy of ${shape.accounts.length} accounts`, () =>
    fill(world.lab, shape, operators),
  )
  const held = await telling.during(
    'server',
    'the plan, from its draft to its proof',
    async () =>
      hold({
        world,
        campaign: written.campaign,
        plan: planFor(text, shape, copy, names),
        operators: await enrolled(world, operators, copy),
        say,
      }),
    () => last,
  )
  return { held, lines: reportLines(written, shape, copy, held), isWhole: held.run !== undefined }
}

function namesIn({ accounts, groups }: DirectoryShape): ReadonlyMap<string, string> {
  return new Map([...accounts, ...groups].map(({ dn, name }) => [dn.toLowerCase(), name]))
}

function planFor(
  text: string,
  { domain, accounts }: DirectoryShape,
  { scope, root }: Filled,
  names: ReadonlyMap<string, string>,
): string {
  const own = accounts.filter(({ is }) => is.includes('own')).map(({ name }) => name.toLowerCase())
  const wish = { from: domain.dn, to: root, scope, names, missing: new Set(own) }
  return rehearsedPlan(text, { ...wish, now: new Date() })
}

/** Two of those who would approve it, with the proofs that they would need. */
async function enrolled(
  world: World,
  operators: readonly string[],
  { passwords }: Filled,
): Promise<readonly [Enrolled, Enrolled]> {
  const both: Enrolled[] = []
  for (const name of operators.slice(0, 2)) {
    const password = passwords.get(name.toLowerCase())
    if (password === undefined)
      throw new Error(`operator ${name} is not in the copy: name her by her sAMAccountName`)
    const upn = `${name}@${world.lab.domain.dnsDomain}`
    both.push(await world.enrol({ ...world.lab.person('carol'), sAMAccountName: name, upn, password }))
  }
  const [first, second] = both
  if (first === undefined || second === undefined) throw new Error('the plan names fewer than two operators')
  return [first, second]
}
