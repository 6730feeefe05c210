/** What the card's listener sends the browser back with, after the `#`: it goes to no server, and leaves at once. */
export type ShownCard =
  | { readonly state: 'none' }
  | { readonly state: 'shown'; readonly answer: string }
  | { readonly state: 'refused'; readonly why: string }

/** What stood behind the path waits in this tab: the listener sends back to the path alone. */
const place = 'keyturn-card-from'

let shown: ShownCard = { state: 'none' }

/** Before the browser leaves with a card. */
export function rememberWhere(): void {
  sessionStorage.setItem(place, location.search)
}

/**
 * Before any page is drawn: what was shown leaves the address, so that it is in no history and no picture of the
 * screen, and the person is where she was, also when the card has been looked at and was not right.
 */
export function takeCard(): void {
  const { hash, pathname } = location
  const fragment = new URLSearchParams(hash.slice(1))
  const [card, refused] = [fragment.get('card'), fragment.get('card-refused')]
  if (card === null && refused === null) return
  const search = sessionStorage.getItem(place) ?? '?way=smart-card'
  sessionStorage.removeItem(place)
  history.replaceState(null, '', pathname + search)
  shown = card === null ? { state: 'refused', why: refused ?? '' } : { state: 'shown', answer: card }
}

export function cardShown(): ShownCard {
  return shown
}

/** What was shown counts once. */
export function forgetCard(): void {
  shown = { state: 'none' }
}
