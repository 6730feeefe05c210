import { doctor, type Examined } from './index.ts'

/** @returns the exit code. `argv` begins with `doctor`. */
export async function main(
  argv: readonly string[],
  examine: (configFile: string) => Examined,
): Promise<number> {
  const output = {
    out: (line: string) => process.stdout.write(`${line}\n`),
    err: (line: string) => process.stderr.write(`${line}\n`),
  }
  // hasColors knows NO_COLOR and a terminal that has none.
  const isTerminal = process.stdout.isTTY && process.stdout.hasColors()
  return await doctor(argv.slice(1), output, { examine, now: () => new Date(), isTerminal })
}
