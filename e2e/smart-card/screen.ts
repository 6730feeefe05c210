import { setTimeout as sleep } from 'node:timers/promises'
import type { Host } from '@keyturn/lab'

/** A screen on a machine of the lab, and somebody at its keyboard. */
export interface Screen {
  /** For the environment variable DISPLAY. */
  readonly display: string
  /** Waits until the browser asks for the PIN of a card, and types it. */
  typePin(pin: string): Promise<void>
}

const question = '^Unlock Security Device$'
const patienceMs = 120_000
let count = 0

/** Xvfb without a window manager: Chromium's question for the PIN is a window of its own, and headless it hides it. */
export async function openScreen(host: Host): Promise<Screen> {
  const argv = ['Xvfb', '-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']
  const child = await host.spawn(argv, { name: `screen-${++count}` })
  const number = await eventually('a screen', async () => /^(\d+)$/m.exec(await child.log())?.[1])
  const display = `:${number}`
  const hands = (...args: readonly string[]) => ['env', `DISPLAY=${display}`, 'xdotool', ...args]

  async function asking(): Promise<readonly string[]> {
    const { stdout } = await host.run(hands('search', '--onlyvisible', '--name', question))
    return stdout.split('\n').filter((line) => line !== '')
  }

  return {
    display,
    async typePin(pin) {
      const window = await eventually('a question for the PIN', async () => (await asking())[0])
      await host.must(hands('windowfocus', '--sync', window))
      // Not in its arguments, which everybody may read.
      await host.must(hands('type', '--delay', '20', '--file', '-'), { input: pin })
      await host.must(hands('key', 'Return'))
      await eventually('an end of the question', async () => !(await asking()).includes(window) || undefined)
    },
  }
}

async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > end) throw new Error(`there was no sign of ${what}`)
    await sleep(100)
  }
}
