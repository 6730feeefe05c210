import { assertRuntime } from './runtime.mjs'

assertRuntime()

/** Several programs, one name: the server is never loaded for a command that only asks it. */
const programs = {
  serve: async () => (await import('../server/main.ts')).main,
  // The only command that needs the server's own code: it must work where the server does not start.
  doctor: async () => {
    const [{ main }, { examineServer }] = await Promise.all([
      import('../cli/doctor/main.ts'),
      import('../server/examine.ts'),
    ])
    return (argv) => main(argv, examineServer)
  },
}

const program = Object.hasOwn(programs, process.argv[2] ?? '') ? programs[process.argv[2]] : undefined
const main = program === undefined ? (await import('../cli/main.ts')).main : await program()
process.exitCode = await main(process.argv.slice(2))
