import { globSync, readFileSync } from 'node:fs'

const everywhere = '{contract,protocols,server,agent,cli,web,lab,e2e,demo,bench,tools}/**/*.test.ts'

/** It compares times that a stranger could compare: whatever ran beside it would be all that it sees. */
const alone = ['e2e/equality.lab.test.ts']
/** Of those that need the lab: what is not about the whole product on whole machines. */
const besides = /^(protocols|web|server)\//
/** People's computers: most of the time a daemon, a VPN or a screen is waited for. */
const waiting = /^(agent|e2e\/agent)\//
/** What takes more than a minute or two, the longest first: a lane must not end with such a one by itself. */
export const longest = [
  'e2e/campaign-run.lab.test.ts',
  'web/portal/looks.lab.test.ts',
  'e2e/friday.lab.test.ts',
  'e2e/agent/networks.lab.test.ts',
  'e2e/portal.lab.test.ts',
  'e2e/agent/kdc-proxy.lab.test.ts',
  'e2e/campaign-ways.lab.test.ts',
  'e2e/agent/fleet.lab.test.ts',
  'e2e/agent/refresh.lab.test.ts',
  'e2e/campaign-faults.lab.test.ts',
  'e2e/agent/kiosk.lab.test.ts',
  'e2e/agent/tunnels.lab.test.ts',
  'agent/logons/sssd/sssd.lab.test.ts',
  'web/portal/reset/reset.lab.test.ts',
  'e2e/agent/greeter.lab.test.ts',
]

/** Loads the files that it is given as arguments. */
export const together = 'tools/together.ts'

/** Outside any suite they are said of a whole process: there they would run for the tests of others, and long before. */
const saysOfAProcess = /^(?:before|after|beforeEach|afterEach)\(/m

export interface TestFiles {
  /** Need nothing but Node, and no process of their own: see `together.ts`. */
  readonly sharing: readonly string[]
  /** Need nothing but Node. */
  readonly single: readonly string[]
  /** Need PostgreSQL, a browser, a domain controller or another program. */
  readonly parts: readonly string[]
  /** Boot a whole site: one at a time keeps a core busy. */
  readonly whole: readonly string[]
  /** Boot one too, and leave the core idle for half of the time. */
  readonly waiting: readonly string[]
  /** Boot one, and measure. */
  readonly alone: readonly string[]
}

/** All test files, by what they need. */
export function testFiles(): TestFiles {
  const all = globSync(everywhere)
    .filter((file) => !file.includes('node_modules/') && !file.includes('/dist/'))
    .toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
  const isLab = (file: string) => file.endsWith('.lab.test.ts')
  const isUnit = (file: string) => !isLab(file) && !file.endsWith('.db.test.ts')
  const isWhole = (file: string) => isLab(file) && !besides.test(file)
  const isSingle = (file: string) => saysOfAProcess.test(readFileSync(file, 'utf8'))
  return {
    sharing: all.filter((file) => isUnit(file) && !isSingle(file)),
    single: all.filter((file) => isUnit(file) && isSingle(file)),
    parts: all.filter((file) => !isUnit(file) && !isWhole(file)),
    whole: all.filter((file) => isWhole(file) && !waiting.test(file) && !alone.includes(file)),
    waiting: all.filter((file) => isWhole(file) && waiting.test(file)),
    alone: all.filter((file) => alone.includes(file)),
  }
}

const rank = (file: string) => (longest.includes(file) ? longest.indexOf(file) : longest.length)

/** In this many parts, one for each process; slow neighbours end in different ones. */
export function inParts(files: readonly string[], parts: number): readonly (readonly string[])[] {
  return Array.from({ length: parts }, (_, part) => files.filter((_, i) => i % parts === part))
}
