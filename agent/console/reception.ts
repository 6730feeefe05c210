import type { PortalApi } from '../api/portal-api.ts'
import { converse } from './conversation.ts'
import { Left, type Terminal } from './terminal.ts'
import type { ConsoleWords } from './words/index.ts'

/** Leads somebody through a reset at a launch. @returns whether the directory has a new password. */
export type Lead = (launch: { readonly id: string } | undefined) => Promise<boolean>

export interface Reception {
  readonly terminal: Terminal
  readonly words: ConsoleWords
  /** A session of nobody yet. New for each person. */
  readonly api: () => PortalApi
  /** All of a reset at this computer, with `lead` for what the person has to do. */
  readonly reset: (lead: Lead) => Promise<void>
  /** Where the portal is in reach for an unlock here, while `work` lasts; that it is not was said. */
  readonly atPortal: (work: () => Promise<unknown>) => Promise<void>
  /** Why somebody cannot log on here: asks her, and tells. */
  readonly why: () => Promise<void>
  /** What went wrong, for the administrator; never what somebody typed. */
  readonly log: (line: string) => void
}

/** How long the end of a reset stays to be read. */
const readMs = 60_000

/** One person after the other, until the console is gone or `stop` fires. Nothing of one is there for the next. */
export async function receive(deps: Reception, stop: AbortSignal): Promise<void> {
  const { terminal, words, log } = deps
  while (!stop.aborted && !terminal.ended) {
    try {
      await receiveOne(deps)
    } catch (error) {
      if (error instanceof Left) continue
      log(error instanceof Error ? error.message : String(error))
      terminal.say(words.error('internal'))
      await terminal.pause(readMs).catch(() => undefined)
    }
  }
}

async function receiveOne({ terminal, words, api, reset, atPortal, why }: Reception): Promise<void> {
  terminal.clear()
  terminal.say(`${words.title}\n\n${words.menu}\n\n${words.howToLeave}\n`)
  const wish = (await terminal.ask(words.menuQuestion)).trim()
  if (wish === '1') {
    await reset((launch) => converse({ terminal, words, api: api() }, 'reset', launch?.id))
  } else if (wish === '2') {
    await atPortal(() => converse({ terminal, words, api: api() }, 'unlock', undefined))
  } else if (wish === '3') await why()
  else return
  terminal.say(`\n${words.anyKey}`)
  await terminal.pause(readMs)
}
