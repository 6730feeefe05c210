import type { LogonState } from '@keyturn/contract'
import type { Account } from '#directory'
import type { DeviceStore } from '../store.ts'
import type { FleetStore } from './store.ts'
import { stateOf } from './view.ts'

/** Her log-ons on the computers that are hers or told of one. */
export interface Hers {
  /** Name of the computer in front of her; null: it is not known. */
  readonly here: string | null
  readonly logons: readonly { readonly device: string; readonly state: LogonState }[]
}

const most = 50

interface Deps {
  readonly store: Pick<DeviceStore, 'findDevice' | 'findLaunch'>
  readonly fleetStore: Pick<FleetStore, 'page'>
}

export async function logonsOf(
  account: Account,
  launch: string | null,
  { store, fleetStore }: Deps,
): Promise<Hers> {
  const [page, opened] = await Promise.all([
    fleetStore.page({ after: '', limit: most, account: account.sid }),
    launch === null ? undefined : store.findLaunch(launch),
  ])
  const here = opened && (await store.findDevice(opened.device))
  const logons = page.map(({ name, told, logons: kept, byHand }) => {
    const one = kept.find((logon) => logon.account === account.sid)
    const takes = told === null ? 'never-told' : one && one.takes
    return { device: name, state: stateOf(account, takes, byHand.get(account.sid)) }
  })
  return { here: here?.name ?? null, logons }
}
