import { globSync } from 'node:fs'

const everywhere = '{contract,protocols,server,agent,cli,web,lab,e2e,demo,bench,tools}/**/*.test.ts'

/** These compare times that a stranger could compare: whatever ran beside them would be all that they see. */
const alone = ['e2e/equality.lab.test.ts', 'e2e/strangers.lab.test.ts']
/** Of those that need the lab: what is not about the whole product on whole machines. About as long as all others. */
const besides = /^(protocols|web|server)\//

export interface TestFiles {
  /** Need nothing but Node. */
  readonly unit: readonly string[]
  /** Need PostgreSQL, a browser, a domain controller or another program. */
  readonly parts: readonly string[]
  /** Boot a whole site: one at a time keeps a core busy. */
  readonly whole: readonly string[]
  /** Boot one, and measure. */
  readonly alone: readonly string[]
}

/** All test files, by what they need. */
export function testFiles(): TestFiles {
  const all = globSync(everywhere)
    .filter((file) => !file.includes('node_modules/') && !file.includes('/dist/'))
    .toSorted()
  const isLab = (file: string) => file.endsWith('.lab.test.ts')
  const isUnit = (file: string) => !isLab(file) && !file.endsWith('.db.test.ts')
  const isWhole = (file: string) => isLab(file) && !besides.test(file)
  return {
    unit: all.filter(isUnit),
    parts: all.filter((file) => !isUnit(file) && !isWhole(file)),
    whole: all.filter((file) => isWhole(file) && !alone.includes(file)),
    alone: all.filter((file) => alone.includes(file)),
  }
}
