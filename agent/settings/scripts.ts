import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../state/files.ts'

/** By name, the text of each: `#!/bin/sh …`. */
export const scripts = z.record(
  z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'write a name of small letters, digits and hyphens'),
  z.string().startsWith('#!', 'begin with #! and the program that reads it').max(65_536),
)
export type Scripts = z.infer<typeof scripts>

const place = '{scripts}'

/**
 * Puts scripts where root can run them. They are written anew each time, whatever lies there: what was changed on disk
 * is not what runs. Those of other settings stay, each in a folder of its own: what closes a tunnel that a killed agent
 * left open is one of the scripts that opened it.
 *
 * @param folder 0700, the agent's own.
 * @returns writes their place for `{scripts}`.
 */
export async function putScripts(texts: Scripts, folder: string): Promise<(text: string) => string> {
  const id = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32)
  const here = join(folder, 'scripts', id)
  await mkdir(here, { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(texts)) await replaceFile(join(here, name), text, 0o700)
  return (text) => text.replaceAll(place, here)
}
