/** What the card's listener sends the browser back with, after the `#`: it goes to no server, and leaves at once. */
export type ShownCard =
  | { readonly state: 'none' }
  | { readonly state: 'shown'; readonly answer: string }
  | { readonly state: 'refused'; readonly why: string }

let shown: ShownCard | undefined

/** Taken out of the address when it is first asked for, so that it is in no history and no picture of the screen. */
export function cardShown(): ShownCard {
  const { hash, pathname, search } = location
  const fragment = new URLSearchParams(hash.slice(1))
  const [card, refused] = [fragment.get('card'), fragment.get('card-refused')]
  if (card !== null || refused !== null) {
    history.replaceState(null, '', pathname + search)
    shown = card === null ? { state: 'refused', why: refused ?? '' } : { state: 'shown', answer: card }
  }
  return shown ?? { state: 'none' }
}

/** What was shown counts once. */
export function forgetCard(): void {
  shown = undefined
}
