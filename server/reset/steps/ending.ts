import type { DeviceOrders, Held } from '#devices'
import type { Account, Directory } from '#directory'
import type { Sessions } from '#http'
import type { Clock, Log } from '#kernel'
import type { Notice, Notify } from '#notify'
import { addressesOf } from './addresses.ts'
import type { Done, Owed, Refused } from '../state.ts'
import type { Steps } from './steps.ts'
import type { Reset } from '../store.ts'

export interface EndingDeps {
  readonly steps: Steps
  readonly directory: Pick<Directory, 'read' | 'unlock' | 'passwordState'>
  readonly devices: Pick<DeviceOrders, 'release' | 'end' | 'giveBack'>
  readonly sessions: Pick<Sessions, 'endOf'>
  readonly notify: Notify
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
}

interface Ended extends Reset {
  readonly now: Done | Refused
}

/**
 * Does what an ended reset still owes, in order, and strikes it off: at least once, so each of it may happen again
 * after a crash. What fails stays owed, and the sweeper comes back for it; what depends on it waits.
 *
 * `account`: from whoever has just read it.
 */
export function createEnding(deps: EndingDeps) {
  return async (reset: Reset, account?: Account): Promise<Reset> => {
    const { now } = reset
    if ((now.state !== 'done' && now.state !== 'refused') || now.owed.length === 0) return reset
    const off: Owed[] = []
    for (const one of now.owed) {
      try {
        await pay[one](deps, { ...reset, now }, account)
        off.push(one)
      } catch (cause) {
        deps.log.warn({ err: cause, reset: reset.id, owed: one }, 'a reset that ended still owes this')
        if (one === 'unlock') break
      }
    }
    return off.length === 0 ? reset : (await deps.steps.move(reset, { type: 'struck', off })).reset
  }
}

type Payment = (deps: EndingDeps, reset: Ended, known: Account | undefined) => Promise<void>

const pay: Readonly<Record<Owed, Payment>> = {
  sessions: async ({ sessions }, { account }) => {
    if (account !== null) await sessions.endOf('person', account.id)
  },
  entry: async ({ steps }, reset) => {
    const why = reset.now.state === 'refused' ? reset.now.why : null
    await steps.note(reset, { type: 'reset.refused', outcome: 'refused', origin: null, facts: { why } })
  },
  unlock: async ({ steps, directory }, reset) => {
    const who = reset.account?.id
    if (who === undefined || !(await directory.passwordState(who)).locked) return
    const announced = await steps.note(reset, { type: 'unlock.setting', outcome: 'announced', origin: null })
    const { dc } = await directory.unlock(who, announced)
    await steps.note(reset, { type: 'unlock.done', outcome: 'ok', origin: null, facts: { dc } })
  },
  release: async ({ devices }, { now, address, device }) => {
    if (now.state !== 'done' || now.held === null || now.written === null) return
    const { dc, pwdLastSet } = now.written
    await devices.release(now.held as Held, { dc, pwdLastSet: new Date(pwdLastSet) }, { address, device })
  },
  notice: async ({ directory, notify, clock }, reset, known) => {
    const account = reset.account && (known ?? (await directory.read(reset.account.id)))
    if (!account) return
    await notify.send(noticeTo(account, reset, clock()))
  },
  end: async ({ devices }, { id, launch }) => {
    if (launch !== null) await devices.end(launch, id)
  },
  'give-back': async ({ devices }, { id, launch }) => {
    if (launch !== null) await devices.giveBack(launch, id)
  },
}

function noticeTo(account: Account, { now, address, language }: Ended, at: Date): Notice {
  const unlocked = now.purpose === 'unlock' ? 'account-unlocked' : 'password-reset'
  const kind = now.state === 'refused' ? 'reset-interrupted' : unlocked
  return {
    kind,
    account: account.id,
    to: addressesOf(account),
    name: account.displayName,
    at,
    address,
    language,
  }
}
