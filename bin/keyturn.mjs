import { assertRuntime } from './runtime.mjs'

assertRuntime()
// Two programs, one name: the server is never loaded for a command of the CLI.
const { main } = await import(process.argv[2] === 'serve' ? '../server/main.ts' : '../cli/main.ts')
process.exitCode = await main(process.argv.slice(2))
