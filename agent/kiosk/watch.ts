import { pause } from '../system/pause.ts'
import { isPinQuestion, type CardUse } from './card/index.ts'
import type { Display, ShownWindow } from './display/index.ts'

export interface WatchDeps {
  readonly display: Pick<Display, 'takeCommandsAway' | 'windows' | 'focus' | 'idleMs'>
  readonly idleSeconds: number
  readonly card: CardUse | undefined
  /** Why it ended, for the administrator. */
  readonly log: (line: string) => void
}

const lookMs = 500
const anotherWindow = 'somebody opened another window at the kiosk: it was ended'
const noAnswer = 'the question for the PIN was not answered in time at the kiosk: it was ended'

/** Looks until somebody left whether she is still there, and has nothing but what she was given. */
export async function watch(deps: WatchDeps, left: AbortController): Promise<void> {
  const { display, idleSeconds } = deps
  const look = createLook(deps)
  try {
    while (!left.signal.aborted) {
      await display.takeCommandsAway()
      const broken = look(await display.windows())
      if (broken !== undefined) {
        deps.log(broken)
        left.abort()
      }
      if ((await display.idleMs()) > idleSeconds * 1_000) left.abort()
      await pause(lookMs, left.signal)
    }
  } catch {
    left.abort()
  }
}

/** @returns of each look: what was opened that must not be, in a sentence. */
export function createLook({ display, card }: Pick<WatchDeps, 'card'> & { display: Pick<Display, 'focus'> }) {
  let kiosk: ShownWindow | undefined
  let asked: ShownWindow | undefined
  const isAllowed = (opened: ShownWindow) => {
    if (kiosk === undefined || card === undefined) return false
    return isPinQuestion(opened, kiosk) && card.door.sinceAskedMs() <= card.settings.pinSeconds * 1_000
  }
  return (windows: readonly ShownWindow[]): string | undefined => {
    kiosk ??= windows.length === 1 ? windows[0] : undefined
    const others = windows.filter(({ id }) => id !== kiosk?.id)
    const opened = others[0]
    if (opened === undefined) {
      // The window that is gone had what is typed.
      if (asked !== undefined && kiosk !== undefined) display.focus(kiosk)
      asked = undefined
      return undefined
    }
    // One, beside the page.
    if (others.length > 1 || windows.length !== 2) return anotherWindow
    if (!isAllowed(opened)) return asked?.id === opened.id ? noAnswer : anotherWindow
    if (asked?.id !== opened.id) display.focus(opened)
    asked = opened
    return undefined
  }
}
