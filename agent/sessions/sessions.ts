import { stat } from 'node:fs/promises'
import { run } from '../system/command.ts'
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
  /** Locks her sessions; they go on. Only where logind keeps them. */
  lock(person: Person): Promise<Done>
  dropTickets(person: Person): Promise<Done>
}

export function createSessions(): Sessions {
  return {
    async end({ uid }) {
      const sessions = await logindSessions(uid)
      if (sessions !== undefined && sessions.length > 0)
        await run(['loginctl', 'terminate-user', String(uid)])
      // logind ends a session's own processes; what she left behind with nohup or cron is not in one.
      const before = await processesOf(uid)
      const { found, left } = await endProcesses(uid)
      const there = Math.max(found, before.length) + (sessions?.length ?? 0)
      return outcomeOf(there, left, sessions === undefined ? 'processes' : 'logind')
    },

    async lock({ uid }) {
      const sessions = await logindSessions(uid)
      if (sessions === undefined) {
        const found = (await processesOf(uid)).length
        return { outcome: found === 0 ? 'was-not-there' : 'impossible', found, left: found, by: 'processes' }
      }
      let locked = 0
      for (const id of sessions) {
        if ((await run(['loginctl', 'lock-session', id])).code === 0) locked++
      }
      return outcomeOf(sessions.length, sessions.length - locked, 'logind')
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
