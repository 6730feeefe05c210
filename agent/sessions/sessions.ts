import { stat } from 'node:fs/promises'
import { run } from '../system/command.ts'
import { pause } from '../system/pause.ts'
import { endProcesses, processesOf } from './processes.ts'
import { dropTickets } from './tickets.ts'
import type { Person } from './who-is.ts'

/** What became of it. `impossible`: this computer has nothing that could do it. */
export interface Done {
  readonly outcome: 'done' | 'was-not-there' | 'left' | 'impossible'
  readonly found: number
  readonly left: number
  readonly by: 'logind' | 'processes' | 'files'
}

export interface Sessions {
  /** Ends her sessions, and every process of hers that is left. What is not saved is lost. */
  end(person: Person): Promise<Done>
  /**
   * Has her sessions lock themselves; they go on. Only where logind keeps them. `left` are those of which nobody said that
   * they did: what says so runs as her, so this keeps a passer-by out, and nobody who is in already.
   */
  lock(person: Person): Promise<Done>
  dropTickets(person: Person): Promise<Done>
}

/** How long a desktop has for saying that it locked, and logind for taking a session off its list. */
const patienceMs = 5_000
const lookMs = 200

export function createSessions(): Sessions {
  return {
    async end({ uid }) {
      const sessions = await logindSessions(uid)
      if (sessions === undefined) {
        const { found, left } = await endProcesses(uid)
        return outcomeOf(found, left, 'processes')
      }
      // As it was found: with its sessions logind also takes most of her processes away.
      const found = sessions.length + (await processesOf(uid)).length
      // Or her service manager would be back with the next start of the computer; and logind (252), which sees one gone that
      // should linger, asks for it in a loop until it answers nobody any more.
      await run(['loginctl', 'disable-linger', String(uid)])
      if (found > 0) await run(['loginctl', 'terminate-user', String(uid)])
      // logind ends a session's own processes; what she left behind with nohup or cron is not in one.
      const { left } = await endProcesses(uid)
      const still = await waitFor(
        async () => (await logindSessions(uid)) ?? sessions,
        (now) => now.length === 0,
      )
      return outcomeOf(found, left + still.length, 'logind')
    },

    async lock({ uid }) {
      const sessions = await logindSessions(uid)
      if (sessions === undefined) {
        const found = (await processesOf(uid)).length
        return { outcome: found === 0 ? 'was-not-there' : 'impossible', found, left: found, by: 'processes' }
      }
      const hers = await withScreens(sessions)
      for (const id of hers) await run(['loginctl', 'lock-session', id])
      // logind only asks; a text console, a remote log-on or a desktop without a locker goes on as if nothing were.
      const open = await waitFor(
        () => stillOpen(uid, hers),
        (now) => now.length === 0,
      )
      return outcomeOf(hers.length, open.length, 'logind')
    },

    async dropTickets(person) {
      const { found, left } = await dropTickets(person)
      return outcomeOf(found, left, 'files')
    },
  }
}

function outcomeOf(found: number, left: number, by: Done['by']): Done {
  return { outcome: found === 0 ? 'was-not-there' : left > 0 ? 'left' : 'done', found, left, by }
}

/** Asks again and again until it is `good`, or patience is over. @returns the last answer. */
async function waitFor<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (isGood(answer) || performance.now() > end) return answer
    await pause(lookMs, new AbortController().signal)
  }
}

/** Ids of her sessions; undefined: no logind is at work here. */
async function logindSessions(uid: number): Promise<readonly string[] | undefined> {
  if ((await stat('/run/systemd/seats').catch(() => undefined)) === undefined) return undefined
  const { code, stdout } = await run(['loginctl', 'list-sessions', '--no-legend']).catch(() => ({
    code: null,
    stdout: '',
  }))
  if (code !== 0) return undefined
  return stdout.split('\n').flatMap((line) => {
    const [id, owner] = line.trim().split(/\s+/)
    return id !== undefined && owner === String(uid) ? [id] : []
  })
}

/** Those at which somebody sits: not those of cron and the like, nor the one that only keeps her service manager. */
async function withScreens(sessions: readonly string[]): Promise<readonly string[]> {
  const classes = await Promise.all(sessions.map((id) => property(id, 'Class')))
  return sessions.filter((_, at) => !/^(background|manager)/.test(classes[at] ?? ''))
}

/** Those of her sessions that nobody said are locked. Where logind answers no more, nobody said it. */
async function stillOpen(uid: number, sessions: readonly string[]): Promise<readonly string[]> {
  const now = await logindSessions(uid)
  const there = sessions.filter((id) => now === undefined || now.includes(id))
  const hints = await Promise.all(there.map((id) => property(id, 'LockedHint')))
  return there.filter((_, at) => hints[at] !== 'yes')
}

/** undefined: there is no such session, or no answer. */
async function property(id: string, name: 'Class' | 'LockedHint'): Promise<string | undefined> {
  const { code, stdout } = await run(['loginctl', 'show-session', id, `--property=${name}`, '--value'])
  return code === 0 ? stdout.trim() : undefined
}
