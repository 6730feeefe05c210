import { go, hrefOf } from '../../address/index.ts'
import { signOut } from '../../api/index.ts'
import { useForgetMe } from './use-me.ts'

/** Ends the session here and at the server; should that not hear of it, the session ends by itself. */
export function useSignOut(): () => void {
  const forget = useForgetMe()
  return () => {
    void signOut({})
      .catch(() => undefined)
      .then(() => go(hrefOf('/')))
      .then(forget)
  }
}
