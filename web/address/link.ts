import type { MouseEvent } from 'react'
import { go, hrefOf, type Path, type Search } from './address.ts'

/** What makes an `<a>` lead to a page of the portal. A new tab, a download, a middle click stay the browser's. */
export function linkTo(path: Path, search?: Search) {
  const href = hrefOf(path, search)
  return {
    href,
    onClick(event: MouseEvent) {
      const { button, metaKey, ctrlKey, shiftKey, altKey } = event
      if (event.defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return
      event.preventDefault()
      go(href)
    },
  }
}
