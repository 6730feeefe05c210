/** `npm run demo`: the product's promise, kept on real software on this machine. `-- --once` ends with the story. */
import { parseArgs } from 'node:util'
import { setStage } from './stage.ts'
import { stayUp } from './stay.ts'
import { tellStory } from './story.ts'
import { NotTrue, tellOn } from './telling.ts'

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } })
const telling = tellOn(process.stdout)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

try {
  telling.chapter('Setting the stage')
  await using stage = await setStage(telling)
  await tellStory(stage, telling)
  telling.chapter('All of it was true')
  if (!values.once) await stayUp(stage, telling, stop.signal)
  telling.say('Taking everything down.')
} catch (error) {
  if (!(error instanceof NotTrue)) throw error
  process.stderr.write(`\nThe story ends here: ${error.message}\n`)
  process.exitCode = 1
}
