import { once } from 'node:events'
import { start } from '../site/command.ts'

/** Waits for a lock that the kernel lets go when this process ends, however it ends. */
export async function lock(file: string): Promise<AsyncDisposable> {
  const holder = start(['flock', file, 'sh', '-c', 'echo; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (holder.stdout === null) throw new Error('flock has no output')
  await once(holder.stdout, 'data')
  return {
    async [Symbol.asyncDispose]() {
      holder.stdin?.end()
      await once(holder, 'exit')
    },
  }
}
