import { globSync } from 'node:fs'

const everywhere = '{contract,protocols,server,agent,cli,web,lab,e2e,demo,bench,tools}/**/*.test.ts'

/** These compare times that a stranger could compare: whatever ran beside them would be all that they see. */
const alone = ['e2e/equality.lab.test.ts', 'e2e/strangers.lab.test.ts']
/** `.lab.test.ts` that need root or one of Debian's programs, and no domain. */
const withoutDomain = /^(protocols|web|server\/storage|server\/factors\/(radius|sms|totp))\//

export interface TestFiles {
  /** Need nothing but Node. */
  readonly unit: readonly string[]
  /** Need PostgreSQL, a browser or another program, and no domain. */
  readonly programs: readonly string[]
  /** Boot a domain: one at a time keeps a core busy. */
  readonly domain: readonly string[]
  /** Boot a domain, and measure. */
  readonly alone: readonly string[]
}

/** All test files, by what they need. */
export function testFiles(): TestFiles {
  const all = globSync(everywhere)
    .filter((file) => !file.includes('node_modules/') && !file.includes('/dist/'))
    .toSorted()
  const isLab = (file: string) => file.endsWith('.lab.test.ts')
  const isUnit = (file: string) => !isLab(file) && !file.endsWith('.db.test.ts')
  const isDomain = (file: string) => isLab(file) && !withoutDomain.test(file)
  return {
    unit: all.filter(isUnit),
    programs: all.filter((file) => !isUnit(file) && !isDomain(file)),
    domain: all.filter((file) => isDomain(file) && !alone.includes(file)),
    alone: all.filter((file) => alone.includes(file)),
  }
}
