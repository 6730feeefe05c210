/**
 * `npm run demo`: the product's promise, kept on real software on this machine. `-- --once` ends with the story;
 * `-- --path NAME` tells it for another network than that of a VPN for the refresh alone.
 */
import { parseArgs } from 'node:util'
import { isPathName, paths } from './paths/index.ts'
import { setStage } from './stage.ts'
import { stayUp } from './stay.ts'
import { tellStory } from './story.ts'
import { NotTrue, tellOn } from './telling.ts'

const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, path: { type: 'string', default: 'partial' } },
})
if (!isPathName(values.path)) {
  process.stderr.write(`no such path: ${values.path}; there are ${Object.keys(paths).join(', ')}\n`)
  process.exit(2)
}
const path = paths[values.path]
const telling = tellOn(process.stdout)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

try {
  telling.chapter('Setting the stage')
  await using stage = await setStage(path, telling)
  await tellStory(stage, path, telling)
  telling.chapter('All of it was true')
  if (!values.once) await stayUp(stage, telling, stop.signal)
  telling.say('Taking everything down.')
} catch (error) {
  if (!(error instanceof NotTrue)) throw error
  process.stderr.write(`\nThe story ends here: ${error.message}\n`)
  process.exitCode = 1
}
