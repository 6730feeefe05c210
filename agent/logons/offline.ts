import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { run } from '../system/command.ts'

/** How a daemon is told that there is no DC, and that there may be one again. */
export interface Switch {
  readonly off: readonly [string, ...string[]]
  readonly on: readonly [string, ...string[]]
}

/**
 * Switches the daemon offline, so that only its cache answers, until it is disposed of.
 *
 * A shell of its own switches it back when its standard input ends. That is when we say so, and also when we are
 * killed: a computer must not stay offline because its agent died.
 */
export async function goOffline({ off, on }: Switch): Promise<AsyncDisposable> {
  const back = spawn('/bin/sh', ['-c', 'read -r _; exec "$@"', 'back', ...on], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    // Its own session: what is sent to the agent's process group does not reach it.
    detached: true,
  })
  await once(back, 'spawn')
  await run([...off])
  return {
    async [Symbol.asyncDispose]() {
      if (back.exitCode !== null || back.signalCode !== null) {
        await run([...on])
        return
      }
      back.stdin.end()
      await once(back, 'exit')
    },
  }
}
