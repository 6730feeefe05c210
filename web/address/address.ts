import { useSyncExternalStore } from 'react'

/** Every page there is. A link to any other does not compile. */
export type Path =
  | '/'
  | '/reset'
  | '/unlock'
  | '/why'
  | '/no-network'
  | '/sign-in'
  | '/me'
  | '/me/totp'
  | '/me/recovery-codes'
  | '/me/add'
  | '/approvals'
  | '/campaigns'
  | '/lockdown'
  | '/not-me'
  | '/change'
  | '/activity'

/**
 * What may stand behind the path. `launch`: the computer at whose log-on screen this began. `way`: the proof being
 * asked for or added, or `choose`. `remove`, `rename`: the proof that the person may want to. None is a secret.
 */
export interface Search {
  readonly launch?: string | undefined
  readonly way?: string | undefined
  readonly remove?: string | undefined
  readonly rename?: string | undefined
}

export interface Address {
  /** As the browser has it, without a slash at the end; not always a `Path`. */
  readonly path: string
  readonly search: Search
}

/** Told by the browser when the person goes back or forth, by `go` when the page goes on. */
const moved = 'popstate'

export function useAddress(): Address {
  const { pathname, search } = new URL(useSyncExternalStore(listen, () => location.href))
  const { launch, way, remove, rename } = Object.fromEntries(new URLSearchParams(search))
  return { path: pathname.replace(/(?<=.)\/+$/, ''), search: { launch, way, remove, rename } }
}

export function hrefOf(path: Path, search: Search = {}): string {
  const kept = Object.entries(search).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept).toString()}`
}

/** Goes there without loading anything anew. `instead`: going back skips the page that is left. */
export function go(href: string, how: 'after' | 'instead' = 'after'): void {
  if (how === 'after') history.pushState(null, '', href)
  else history.replaceState(null, '', href)
  dispatchEvent(new PopStateEvent(moved))
}

function listen(changed: () => void): () => void {
  addEventListener(moved, changed)
  return () => removeEventListener(moved, changed)
}
