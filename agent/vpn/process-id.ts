import { readFile } from 'node:fs/promises'
import { z } from 'zod'

/** A process and when it began (clock ticks since the computer did), since ids are used again. */
export const processId = z.object({ pid: z.int().positive(), began: z.string() })
export type ProcessId = z.infer<typeof processId>

/** undefined: there is no such process any more. */
export async function identify(pid: number): Promise<ProcessId | undefined> {
  const began = await beginning(pid)
  return began === undefined ? undefined : { pid, began }
}

export async function runs({ pid, began }: ProcessId): Promise<boolean> {
  return (await beginning(pid)) === began
}

/** Field 22 of proc(5) stat; the command's name before it may hold anything. Gone or a zombie: undefined. */
async function beginning(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}
