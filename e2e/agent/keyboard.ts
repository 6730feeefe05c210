import assert from 'node:assert/strict'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child } from '@keyturn/lab'
import { agentProgram, type Enrolled, type KeyturnAgent } from '../world/index.ts'

/** A text console of a workstation with `keyturn-agent console` on it, or what a kiosk says there, and somebody before it. */
export interface Keyboard extends AsyncDisposable {
  readonly child: Child
  /** Keys as a terminal sends them; the last piece on its own, as when somebody presses it. */
  press(keys: string): Promise<void>
  /** Waits until this appears after what was already seen, and forgets what came before it. */
  sees(text: string): Promise<void>
  /** All that appeared, from the beginning. */
  all(): Promise<string>
}

const patienceMs = 120_000
let consoles = 0

export async function openConsole(
  agent: KeyturnAgent,
  way: 'console' | 'kiosk' = 'console',
): Promise<Keyboard> {
  const keys = join(agent.host.dataFolder, `keys-${++consoles}`)
  await agent.host.must(['mkfifo', '-m', '0600', keys])
  const command = `${agentProgram} ${way} --config ${agent.configFile}`
  // script(1) makes the terminal. The pipe is open for both, so that it does not end with the first key.
  const shell = `exec 3<>${keys}; exec script --quiet --flush --return --command '${command}' /dev/null <&3`
  const child = await agent.host.spawn(['sh', '-c', shell], { name: `console-${consoles}` })
  let seen = 0
  return {
    child,
    async press(text) {
      // For both, or it would wait for ever before a console that has ended.
      await using pipe = await open(keys, 'r+')
      await pipe.write(text)
    },
    async sees(text) {
      const end = performance.now() + patienceMs
      for (;;) {
        // Where a line was broken to fit is nobody's business.
        const now = (await child.log()).replaceAll(/\s+/g, ' ')
        const at = now.indexOf(text, seen)
        if (at >= 0) {
          seen = at + text.length
          return
        }
        assert.ok(child.running && performance.now() < end, `"${text}" is not seen in: ${now.slice(seen)}`)
        await sleep(50)
      }
    },
    all: () => child.log(),
    [Symbol.asyncDispose]: () => child.stop(),
  }
}

/** From the menu to where the new password is asked for. */
export async function proveAt(keyboard: Keyboard, who: Enrolled, code: string): Promise<void> {
  await keyboard.sees('Type 1, 2 or 3, then Enter:')
  await keyboard.press('1\r')
  await keyboard.sees('Your user name:')
  await keyboard.press(`${who.person.sAMAccountName}\r`)
  await keyboard.sees('Type the number, then Enter:')
  const choice = /(\d) {2}Recovery code/.exec(await keyboard.all())?.[1]
  assert.ok(choice !== undefined)
  await keyboard.press(`${choice}\r`)
  await keyboard.sees('A recovery code')
  await keyboard.press(`${code}\r`)
}

export async function chooseAt(keyboard: Keyboard, text: string): Promise<void> {
  await keyboard.sees('New password')
  await keyboard.press(`${text}\r`)
  await keyboard.sees('The same once more:')
  await keyboard.press(`${text}\r`)
}
