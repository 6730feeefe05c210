import type { RefreshView, ResetView } from '@keyturn/contract'
import { useRef } from 'react'
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { CallFailed, cancelReset, startReset, viewReset } from '../../api/index.ts'

/** Where the person is. `none`: no reset was begun here. `over`: there was one, and its time is up. */
export type Now = ResetView | { readonly state: 'none' | 'over' }

const key = ['reset']

/** A write without an answer, and a computer that is being refreshed, change by themselves within seconds. */
const soonMs = 2_000
/** Another tab may go on, and time runs out: the page finds out without being touched. */
const nowAndThenMs = 60_000
/** The computer tries each resource for five seconds at most. */
const resourcesMs = 12_000

/** The server's view of this browser's reset: after a reload, in a second tab, after going back and forth. */
export function useReset() {
  const client = useQueryClient()
  const refreshedSince = useRef<number>(undefined)
  return useQuery({
    queryKey: key,
    queryFn: () => lookUp(client),
    refetchInterval({ state: { data, dataUpdatedAt } }) {
      if (!isRefreshed(data)) return pause(data)
      refreshedSince.current ??= dataUpdatedAt
      // What answers from that computer is told a moment later, if anything is tried at all.
      const isSoon = dataUpdatedAt - refreshedSince.current < resourcesMs
      return data.refresh.resources === undefined && isSoon ? soonMs : false
    },
  })
}

/** One step of the reset: what it answers is where the person is then. */
export function useStep<Input>(act: (input: Input) => Promise<ResetView>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (view) => {
      client.setQueryData<Now>(key, view)
    },
    onError: (error) => {
      if (isOver(error)) client.setQueryData<Now>(key, { state: 'over' })
      else void client.invalidateQueries({ queryKey: key })
    },
  })
}

/** Back to "who are you?"; the server hears of it when a new reset is started. */
export function useStartOver() {
  const client = useQueryClient()
  return () => {
    client.setQueryData<Now>(key, { state: 'none' })
  }
}

/** The first step. A reset that was begun here and proved nothing yet is left first, so that its computer waits for this one. */
export function useStart() {
  const client = useQueryClient()
  return useStep(async (input: Parameters<typeof startReset>[0]) => {
    if (client.getQueryData<Now>(key)?.state === 'proving') await leave()
    return startReset(input)
  })
}

/**
 * Leaves the reset of a name that is not hers. The computer in front of her waits for the right one only when the server has
 * heard of it; so where it has not, she stays and is told.
 */
export function useLeave(onLeft: () => void) {
  return useMutation({ mutationFn: leave, onSuccess: onLeft })
}

/** @throws if the server did not hear of it. */
async function leave(): Promise<void> {
  await cancelReset({}).catch((error: unknown) => {
    if (!isOver(error)) throw error
  })
}

async function lookUp(client: QueryClient): Promise<Now> {
  const before = client.getQueryData<Now>(key)
  // Whoever is typing a name anew has left the old reset behind, whatever its cookie says.
  if (before?.state === 'none') return before
  return viewReset().catch((error: unknown): Now => {
    if (!isOver(error)) throw error
    switch (before?.state) {
      case 'proving':
      case 'choosing':
      case 'told':
      case 'setting':
        return { state: 'over' }
      case undefined:
      case 'none':
        return { state: 'none' }
      case 'over':
      case 'done':
      case 'refused':
        // The session ended with the reset: what it came to stays on the page until the person moves on.
        return before
    }
  })
}

function isOver(error: unknown): boolean {
  return error instanceof CallFailed && (error.code === 'session.missing' || error.code === 'reset.expired')
}

type Refreshed = Extract<ResetView, { state: 'done' }> & {
  readonly refresh: Extract<RefreshView, { state: 'refreshed' }>
}

function isRefreshed(now: Now | undefined): now is Refreshed {
  return now?.state === 'done' && now.refresh.state === 'refreshed'
}

function pause(now: Now | undefined): number | false {
  switch (now?.state) {
    case 'setting':
      return soonMs
    case 'done':
      return pauseWhenDone(now.refresh)
    case 'proving':
    case 'choosing':
    case 'told':
      return nowAndThenMs
    case 'none':
    case 'over':
    case 'refused':
    case undefined:
      return false
  }
}

function pauseWhenDone(refresh: RefreshView): number | false {
  if (refresh.state === 'waiting') return soonMs
  // The answer for a computer without a network is a moment behind; later that computer may say that it took it.
  if (refresh.state === 'response') return refresh.response === null ? soonMs : nowAndThenMs
  return false
}
