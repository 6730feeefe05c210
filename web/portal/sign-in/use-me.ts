import type { Me } from '@keyturn/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CallFailed, viewMe } from '../../api/index.ts'

const key = ['me']

/** Who is signed in; null: nobody. */
export function useMe() {
  return useQuery({
    queryKey: key,
    queryFn: (): Promise<Me | null> =>
      viewMe().catch((error: unknown) => {
        if (isSignedOut(error)) return null
        throw error
      }),
  })
}

/** Something the person does that answers how she stands then. */
export function useMyStep<Input>(act: (input: Input) => Promise<Me>, then?: (me: Me) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (me) => {
      client.setQueryData<Me | null>(key, me)
      then?.(me)
    },
    onError: useSignedOutCheck(),
  })
}

/** A call may find that the session ended, or that a proof is needed again: then the page asks for it. */
export function useSignedOutCheck() {
  const client = useQueryClient()
  return (error: unknown) => {
    if (isSignedOut(error)) client.setQueryData<Me | null>(key, null)
    else if (error instanceof CallFailed && error.code === 'session.unproved') {
      void client.invalidateQueries({ queryKey: key })
    }
  }
}

export function useForgetMe() {
  const client = useQueryClient()
  return () => {
    client.removeQueries()
    client.setQueryData<Me | null>(key, null)
  }
}

function isSignedOut(error: unknown): boolean {
  return error instanceof CallFailed && error.code === 'session.missing'
}
