import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { run } from '../../system/command.ts'

/**
 * Switches winbind offline, so that only its cache answers, until it is disposed of.
 *
 * A shell of its own switches it back when its standard input ends. That is when we say so, and also when we are
 * killed: a computer must not stay offline because its agent died.
 */
export async function goOffline(): Promise<AsyncDisposable> {
  const back = spawn('/bin/sh', ['-c', 'read -r _; exec smbcontrol winbindd online'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    // Its own session: what is sent to the agent's process group does not reach it.
    detached: true,
  })
  await once(back, 'spawn')
  await run(['smbcontrol', 'winbindd', 'offline'])
  return {
    async [Symbol.asyncDispose]() {
      if (back.exitCode !== null || back.signalCode !== null) {
        await run(['smbcontrol', 'winbindd', 'online'])
        return
      }
      back.stdin.end()
      await once(back, 'exit')
    },
  }
}
