import { readFile } from 'node:fs/promises'
import { logonsOf, wallClock } from './assembly.ts'
import type { Config } from './config.ts'
import { createReach } from './reach/index.ts'
import type { Keyboard, Screen } from './screen/index.ts'
import { why } from './why/index.ts'

export interface WhySeat {
  readonly screen: Screen
  readonly keyboard: Keyboard
}

/** `keyturn-agent why`, at a shell or at the console. @returns whether she could log on. */
export async function whyHere(
  config: Config,
  name: string | undefined,
  seat: WhySeat,
  stop: AbortSignal,
): Promise<boolean> {
  const { server, caFile, domain } = config
  const ca = await readFile(caFile, 'utf8')
  const deps = { server, ca, wallClock, reach: createReach(domain), logons: await logonsOf(config) }
  return await why(name, { ...deps, ...seat }, stop)
}
