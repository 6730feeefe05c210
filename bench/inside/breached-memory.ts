/** A process that looks up much in a list, and says how much memory of its own it has then: `FILE KEY NEWEST-FILE`. */
import { readFileSync } from 'node:fs'
import { createLog, secret, systemClock } from '../../server/kernel/index.ts'
import { openBreached } from '../../server/passwords/breached/index.ts'

const [file = '', key = '', newestFile = ''] = process.argv.slice(2)
const deps = { clock: systemClock, log: createLog('silent'), newestFile }
await using list = await openBreached({ file, key, dangerouslyAllowOlder: false }, deps)
for (let i = 0; i < 100_000; i++) list.contains(secret(`password ${i}`))
process.stdout.write(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '')
