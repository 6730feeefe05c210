import type { PasswordProblem, ResetView } from '@keyturn/contract'
import { Refused } from '../api/exchange.ts'
import { prove } from './prove.ts'
import type { Talk } from './talk.ts'
import type { ConsoleWords } from './words/index.ts'

type In<State extends ResetView['state']> = Extract<ResetView, { state: State }>

/** A write without an answer is settled within seconds, or minutes when the DC is away. */
const askAgainMs = 2_000

/**
 * One reset or unlock, from the name to its end.
 *
 * @param launch of this computer, which then learns the new password. undefined: it has none to bring up to date.
 * @returns whether the directory has a new password.
 * @throws {Left} when the person went away. What she had begun is cancelled.
 */
export async function converse(
  talk: Talk,
  purpose: 'reset' | 'unlock',
  launch: string | undefined,
): Promise<boolean> {
  const { terminal, words, api } = talk
  const identifier = await terminal.ask(words.who)
  if (identifier.trim() === '') return false
  let begun = false
  try {
    terminal.say(words.wait)
    let view = await api.call('reset.start', { purpose, identifier, ...(launch !== undefined && { launch }) })
    begun = true
    while (view.state !== 'done' && view.state !== 'refused') view = await step(view, talk)
    begun = false
    terminal.say(endOf(view, words))
    return view.state === 'done' && purpose === 'reset'
  } catch (error) {
    if (begun) await api.call('reset.cancel').catch(() => undefined)
    const code = codeOf(error)
    if (code === undefined) throw error
    terminal.say(words.error(code))
    return false
  }
}

function endOf(view: In<'done' | 'refused'>, words: ConsoleWords): string {
  if (view.state === 'refused') return words.refused[view.why]
  return view.purpose === 'reset' ? words.reset : words.unlocked
}

async function step(view: In<'proving' | 'choosing' | 'told' | 'setting'>, talk: Talk): Promise<ResetView> {
  switch (view.state) {
    case 'proving':
      return prove(view, talk)
    case 'choosing':
      return view.purpose === 'unlock' ? unlock(talk) : choose(view, talk)
    case 'told':
      // Nothing here asks for it.
      return talk.api.call('reset.cancel')
    case 'setting':
      talk.terminal.say(talk.words.setting)
      await talk.terminal.pause(askAgainMs)
      return talk.api.call('reset.view')
  }
}

async function unlock({ terminal, words, api }: Talk): Promise<ResetView> {
  await terminal.ask(words.unlockQuestion)
  return api.call('reset.unlock')
}

async function choose(view: In<'choosing'>, { terminal, words, api }: Talk): Promise<ResetView> {
  if (view.interrupted) terminal.say(words.interrupted)
  const problems: readonly PasswordProblem[] = view.problems
  terminal.say(problems.length === 0 ? words.rules(view.policy) : listed(problems, words))
  for (;;) {
    const password = await terminal.ask(words.newPassword, 'secret')
    if (password === '') continue
    if ((await terminal.ask(words.again, 'secret')) === password) {
      terminal.say(words.wait)
      return api.call('reset.choose', { password })
    }
    terminal.say(words.different)
  }
}

function listed(problems: readonly PasswordProblem[], words: ConsoleWords): string {
  return problems.map((problem) => words.problem[problem]).join('\n')
}

/** undefined: no matter between the person and the server. */
function codeOf(error: unknown): Parameters<ConsoleWords['error']>[0] | undefined {
  if (error instanceof Refused) return error.code
  // What was sent and not answered is no success and no failure: the next start shows what became of it.
  const isNetwork = error instanceof Error && 'code' in error
  return isNetwork ? 'no-answer' : undefined
}
