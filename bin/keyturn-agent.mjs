import { assertRuntime } from './runtime.mjs'

assertRuntime()
const [command, ...args] = process.argv.slice(2)
if (command === 'watch') {
  // It is there all day: nothing else of the agent is brought into its memory.
  const { watchHere } = await import('../agent/watch/main.mjs')
  process.exitCode = await watchHere([process.execPath, process.argv[1]], args)
} else {
  const { main } = await import('../agent/main.ts')
  process.exitCode = await main(process.argv.slice(2))
}
