import { assertRuntime } from './runtime.mjs'

assertRuntime()
const { main } = await import('../agent/main.ts')
process.exitCode = await main(process.argv.slice(2))
