import { globSync } from 'node:fs'

const everywhere = '{contract,protocols,server,agent,cli,web,lab,e2e,demo,bench,tools}/**/*.test.ts'

/** All test files by what they need: nothing, PostgreSQL (`.db.test.ts`), the lab and root (`.lab.test.ts`). */
export function testFiles(): Readonly<Record<'unit' | 'db' | 'lab', readonly string[]>> {
  const all = globSync(everywhere)
    .filter((file) => !file.includes('node_modules/') && !file.includes('/dist/'))
    .toSorted()
  const needs = (what: string) => (file: string) => file.endsWith(`.${what}.test.ts`)
  return {
    unit: all.filter((file) => !needs('db')(file) && !needs('lab')(file)),
    db: all.filter(needs('db')),
    lab: all.filter(needs('lab')),
  }
}
