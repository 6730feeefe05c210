import type { Purpose } from '@keyturn/contract'
import type { Path } from '../../address/index.ts'
import type { Words } from '../../words/index.ts'

/** Where each of them is done. */
export const pathOf = { reset: '/reset', unlock: '/unlock', why: '/why' } as const satisfies Record<
  Purpose,
  Path
>

interface Asked {
  /** While nothing of the server is known. */
  readonly title: string
  readonly who: string
  readonly as: (name: string) => string
}

/** How she is asked who she is, and told what she is about to do. */
export function askedFor(purpose: Purpose, { home, who, prove, why }: Words): Asked {
  const asked: Readonly<Record<Purpose, Asked>> = {
    reset: { title: home.forgot, who: who.titleReset, as: prove.as },
    unlock: { title: home.locked, who: who.titleUnlock, as: prove.asUnlock },
    why: { title: why.home, who: why.who, as: why.proveAs },
  }
  return asked[purpose]
}
