import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Lock {
  release(): Promise<void>
}

/**
 * A flock(2) on this file, held by a child that ends with us: the kernel lets go of it even after kill -9.
 * `shared` waits for its turn; `exclusive` does not.
 *
 * @returns undefined when somebody else holds it.
 */
export async function holdLock(file: string, kind: 'shared' | 'exclusive'): Promise<Lock | undefined> {
  const how = kind === 'shared' ? ['--shared'] : ['--exclusive', '--nonblock']
  const child = spawn('flock', [...how, file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as unknown[]
  // It must not keep a process alive that has nothing else to do.
  const handles = [child, child.stdin, child.stdout] as unknown as { unref(): void }[]
  for (const handle of handles) handle.unref()
  if (!(said instanceof Buffer)) return undefined
  return {
    async release() {
      child.ref()
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
