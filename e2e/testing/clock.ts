import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from '../world/index.ts'

/** Stamps are whole seconds: what was made until now is older. */
export async function nextSecond(): Promise<Date> {
  const next = Math.ceil(Date.now() / 1_000) * 1_000
  while (Date.now() <= next) await sleep(50)
  return new Date(next)
}

/** A server whose clock shows that much later: nobody waits ten hours. */
export async function later({ server }: World, ms: number): Promise<readonly string[]> {
  const file = join(server.stateFolder, '..', 'later.mjs')
  await writeFile(
    file,
    `const Real = Date
globalThis.Date = class extends Real {
  constructor(...at) { if (at.length === 0) super(Real.now() + ${ms}); else super(...at) }
  static now() { return Real.now() + ${ms} }
}
`,
  )
  return ['env', `NODE_OPTIONS=--import=${file}`]
}

const [library = 'libfaketime is not installed'] = globSync('/usr/lib/*/faketime/libfaketime.so.1')

/** A program whose every clock but the monotonic one is so much off: `+6m`, `-500d`. */
export function clockOff(time: string): readonly string[] {
  return ['env', `LD_PRELOAD=${library}`, `FAKETIME=${time}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1']
}
