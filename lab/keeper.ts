/** The background process of `npm run lab -- up`: holds one lab until it is told to stop. */
import { writeFile, rm } from 'node:fs/promises'
import { Lab } from './index.ts'
import { keeperFile, type Keeper } from './keeping.ts'
import { identify } from './site/process.ts'
import { hostNames } from './topology.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve())
})

const wanted = hostNames.filter((name) => process.argv.includes(name))
await using lab = await Lab.start({ say, ...(wanted.length > 0 && { hosts: wanted }) })
const me = identify(process.pid)
if (me === undefined) throw new Error('/proc is not mounted')
await writeFile(keeperFile, JSON.stringify({ ...me, lab: lab.id } satisfies Keeper))
say('ready')
const heartbeat = setInterval(() => undefined, 1 << 30)
await stopped
clearInterval(heartbeat)
await rm(keeperFile, { force: true })
