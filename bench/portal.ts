import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { printFigures } from './figures.ts'

const goalBytes = 150_000
const tool = resolve(import.meta.dirname, '../web/tools/size.ts')

/** What the reset pages load, from the portal's last build. */
export async function benchPortal(): Promise<void> {
  // Its last line is the sum. Beyond its budget it ends with an error, which is the build's to tell.
  const lines = execFileSync(process.execPath, [tool], { encoding: 'utf8' }).trimEnd().split('\n')
  const bytes = Number(/^\s*(\d+)/.exec(lines.at(-1) ?? '')?.[1])
  printFigures('Portal', [
    {
      what: 'the reset pages, gzip',
      value: `${(bytes / 1000).toFixed(0)} kB`,
      beside: `${lines.length - 1} files: page, script, style, the larger of the languages`,
      goal: `≤ ${goalBytes / 1000} kB`,
      met: bytes <= goalBytes,
    },
  ])
}
