/** A build that is killed, as by a power failure, when it is so far: `node dying-build.ts LIST OUT reading 0.5`. */
import { build } from '../build.ts'
import type { Progress } from '../progress.ts'
import { openSource } from '../source.ts'

const [from = '', out = '', doing = '', share = ''] = process.argv.slice(2)

const dieThere = (at: Progress) => {
  if (at.doing === doing && (at.share ?? 0) >= Number(share)) process.kill(process.pid, 'SIGKILL')
}

await build({
  source: await openSource(from, process.stdin),
  out,
  label: 'a test',
  now: new Date(),
  signer: undefined,
  progress: dieThere,
  rowsBetweenSyncs: 80_000,
})
